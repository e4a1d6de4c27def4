/**
 * What an attacker would put into a name, an id, a page token or a mask, each with what is to become
 * of it. Written by hand from the rules in docs/reliability.md and of operations' names.
 */

/** It goes out as it is, or it is refused and nothing goes out. */
export type Verdict = "sent" | "refused"

export interface Piece {
  readonly what: string
  readonly text: string
  /** As a whole segment of a path. */
  readonly alone: Verdict
  /** In the middle of a segment. */
  readonly within: Verdict
  /** What a query says for it, where that is another text: UTF-8 has no halves of pairs. */
  readonly inQuery?: string
}

const sent = (what: string, text: string): Piece => ({ what, text, alone: "sent", within: "sent" })
const refused = (what: string, text: string, inQuery = text): Piece => ({
  what,
  text,
  alone: "refused",
  within: "refused",
  inQuery
})
/** What makes a segment that URL parsers fold away. */
const refusedAlone = (what: string, text: string): Piece => ({
  ...sent(what, text),
  alone: "refused"
})

/** Pieces without a slash: the verdict is the same for names and for ids. */
export const pieces: ReadonlyArray<Piece> = [
  refusedAlone("nothing", ""),
  refusedAlone("a dot", "."),
  refusedAlone("two dots", ".."),
  sent("three dots", "..."),
  sent("two dots and a semicolon", "..;"),
  sent("two dots and a backslash", "..\\"),
  sent("a backslash", "\\"),
  sent("two backslashes and a host", "\\\\example.com"),

  sent("an encoded dot", "%2e"),
  sent("two encoded dots", "%2e%2e"),
  sent("a dot and an encoded one", ".%2E"),
  sent("an encoded slash", "%2f"),
  sent("an encoded way up", "..%2F"),
  sent("an encoded backslash", "%5c"),
  sent("a slash, encoded twice", "%252f"),
  sent("a dot, encoded too long", "%c0%ae"),
  sent("an encoded NUL", "%00"),
  sent("an encoded line break", "%0d%0ax-evil:1"),
  sent("an encoded question mark", "%3f"),
  sent("a percent sign", "%"),
  sent("a percent sign and no number", "%zz"),

  refused("a question mark", "?"),
  refused("a query", "?alt=media"),
  refused("a hash", "#"),
  sent("an ampersand", "&"),
  sent("another parameter", "&alt=media"),
  sent("an equals sign", "="),
  sent("a plus sign", "+"),
  sent("a colon", ":"),
  sent("a verb", ":cancel"),
  sent("a semicolon", ";"),
  sent("a parameter of a segment", ";a=b"),
  sent("an at sign", "@"),
  sent("a user and a port", "user:password@example.com:80"),
  sent("a comma", ","),
  sent("a dollar sign", "$"),
  sent("a pattern of replacements", "$&$1$`"),
  sent("a parameter of ours", "{deviceId}"),
  sent("brackets", "[::1]"),
  sent("marks", "!'()*"),
  sent("what URL parsers encode, or not", '"<>^`|{}'),

  refused("NUL", "\u0000"),
  refused("the last of a line of C0", "\u0001\u001f"),
  refused("a tab", "\t"),
  refused("a line feed", "\n"),
  refused("a carriage return", "\r"),
  refused("a header", "\r\nx-evil: 1"),
  refused("an escape sequence", "\u001b[2J"),
  refused("the last C0 control", "\u001f"),
  refused("DEL", "\u007f"),
  refused("the first C1 control", "\u0080"),
  refused("next line, of C1", "\u0085"),
  refused("a control sequence of C1", "\u009b"),
  refused("the last C1 control", "\u009f"),

  sent("a space", " "),
  sent("a no-break space", "\u00a0"),
  sent("a soft hyphen", "\u00ad"),
  sent("a zero-width space", "\u200b"),
  sent("a line separator", "\u2028"),
  sent("a paragraph separator", "\u2029"),
  sent("a byte order mark", "\ufeff"),
  sent("right to left, by override", "\u202e"),
  sent("right to left, isolated", "\u2067\u2069"),
  sent("a replacement character", "\ufffd"),
  sent("no character", "\uffff"),

  sent("a fullwidth solidus", "\uff0f"),
  sent("two fullwidth full stops", "\uff0e\uff0e"),
  sent("a two dot leader", "\u2025"),
  sent("a division slash", "\u2215"),
  sent("a fullwidth percent sign", "\uff052e"),
  sent("an umlaut, composed", "\u00fc"),
  sent("the same, as two characters", "u\u0308"),
  sent("a sign that NFC makes a letter", "\u212b"),
  sent("a ligature", "\ufb01"),
  sent("an emoji", "\u{1f600}"),
  sent("a family", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"),
  sent("the last character of all", "\u{10ffff}"),
  sent("a name of JavaScript's", "__proto__"),
  sent("no value", "undefined"),

  refused("the first half of a pair", "\ud83d", "\ufffd"),
  refused("the second half of a pair", "\ude00", "\ufffd"),
  refused("a pair in the wrong order", "\ude00\ud83d", "\ufffd\ufffd")
]

/** Pieces with a slash, which a name may have and an id may not. */
export const slashed: ReadonlyArray<Piece> = [
  refusedAlone("a slash", "/"),
  refusedAlone("a leading slash", "/1"),
  refusedAlone("a trailing slash", "1/"),
  refused("two slashes", "//"),
  refused("a segment of one dot", "/./"),
  refused("a segment of two dots", "/../"),
  refusedAlone("the way up", "../"),
  refusedAlone("the way up at the end", "/.."),
  sent("three segments", "1/2/3"),
  sent("a path of the API", "v1/customers"),
  refusedAlone("an absolute path", "/v1/customers"),
  refused("a URL", "https://example.com/"),
  refused("a URL without a scheme", "//example.com"),
  refused("a URL with a query", "/x?alt=media#y")
]

/** No names of operations, whatever they look like. */
export const notNames: ReadonlyArray<string> = [
  "",
  "operations",
  "operations/",
  "operations//1",
  "/operations/1",
  "//operations/1",
  "v1/operations/1",
  "/v1/operations/1",
  "https://androiddeviceprovisioning.googleapis.com/v1/operations/1",
  "//example.com/operations/1",
  "../operations/1",
  "operations/../operations/1",
  "Operations/1",
  " operations/1",
  "\tperations/1",
  "\noperations/1",
  "\u202eoperations/1",
  "\ufeffoperations/1",
  "\uff4fperations/1",
  "operations\\1",
  "operations%2f1",
  "operations:1",
  "customers/1",
  "projects/p/operations/1"
]
