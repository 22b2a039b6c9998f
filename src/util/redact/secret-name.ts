/** Kinds of keys that are secret; a primary key, a hot key or a public one is not. */
const keyKinds =
  'api|access|private|account|secret|signing|encryption|master|shared|auth|webhook|licen[cs]e|consumer|app|client|deploy|service|subscription|storage|hmac|aes|ssh'

const words = [
  'pass(?:word|wd|phrase|code)',
  '(?:(?<![a-z])|(?<=pg|db|my))pass',
  'pwd|(?<![a-z])pw',
  'secret',
  '(?<!unexpected )token',
  `(?:${keyKinds})[ _-]?key`,
  'credentials?',
  '(?<![a-z])(?:_auth|jwt|otp)',
  String.raw`(?<![a-z])sig(?:nature)?(?!:? ?\()`,
].join('|')

/** What may follow: `SECRET_KEY_BASE`, `password2`, `token.value`. */
const endings =
  '[_.-]?(?:key(?:[_-]?base)?|value|base64|b64|hash|string|old|new|prod|production|staging|dev|test|live|primary|secondary|[0-9]{1,3})'

/** A name that says that its value is secret. After "Unexpected", a token is a parser's. */
export const secretName: string = `(?:${words})(?:${endings}){0,2}`

/** The same with what stands before it in one name: `db.password`. */
export const longName: string = String.raw`[\w.:-]{0,60}${secretName}`
