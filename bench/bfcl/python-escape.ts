const escape =
  /\\(?:\r?\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([^]))/g

const characters: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** What a string literal's body stands for (The Python Language Reference, 2.4.1.1). Unknown escapes stay as they are. */
export function unescapePython(body: string): string {
  return body.replace(
    escape,
    (all, hex?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const hexDigits = hex ?? short ?? long
      if (hexDigits !== undefined) return String.fromCodePoint(Number.parseInt(hexDigits, 16))
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      return other === undefined ? '' : (characters[other] ?? all)
    },
  )
}
