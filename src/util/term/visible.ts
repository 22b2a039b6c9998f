/**
 * A character that does not show as itself: controls, bidirectional and zero-width ones, line separators, spaces other
 * than the usual one, private and unassigned ones, halves of pairs, and marks that stand on no letter or pile up on one.
 * See Unicode Technical Report 36 and CVE-2021-42574.
 */
const hidden: RegExp =
  /[\p{C}\p{Zl}\p{Zp}[\p{Zs}--[ ]]\p{Me}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]|\p{M}(?<![\p{L}--\p{Default_Ignorable_Code_Point}][\p{M}--[\p{Me}\p{Default_Ignorable_Code_Point}]]{1,4})/gv

/** In prose, what has its meaning for a reader: pictures that are joined, and joiners in the scripts that need them. */
const shown: RegExp =
  /\p{RGI_Emoji}|(?<=[\p{scx=Arab}\p{scx=Deva}\p{scx=Beng}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}])[\u200c\u200d](?=\p{L})/gv

const prose: RegExp = new RegExp(`${shown.source}|[\\n\\t]|(?<hidden>${hidden.source})`, 'gv')

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * One line in which every character shows as itself: all others are escaped as JSON does it, so that no text can look like
 * another one, nor like a line of ours. For what comes from a model, a tool, a file or a server.
 */
export function visible(text: string): string {
  return text.replaceAll(hidden, escaped)
}

/** A sentence, such as an error, on one line: its line breaks and runs of blanks become single spaces. */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/[ \t\r\n]+/g, ' ').trim())
}

/** A model's words, which keep their lines, tabs and pictures. */
export function lines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(prose, (found, ...rest) =>
      (rest.at(-1) as { hidden?: string }).hidden === undefined ? found : escaped(found),
    )
}

/** JSON, indented, which parses to the value, and in which every character shows as itself. */
export function visibleJson(value: unknown): string {
  return (JSON.stringify(value, undefined, 2) ?? 'null').replaceAll(hidden, (found) =>
    found === '\n' ? found : escaped(found),
  )
}

function escaped(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  let text = ''
  for (let at = 0; at < character.length; at++)
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  return text
}
