/** The package's version, as it introduces itself to the service. A test holds it to package.json. */
export const version = "0.1.0"
