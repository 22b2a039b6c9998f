import { htmlText } from '../../../util/html-text.ts'
import { oneLine } from '../../../util/printable.ts'

/** A text of a log as HTML, on one line, in which no character can be taken for another's, nor for markup. */
export function html(text: string): string {
  return htmlText(oneLine(text))
}

/** As {@link html}, with what stands between backticks as code. */
export function prose(text: string): string {
  return html(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

/** A table with its head, of cells that are HTML; the first column heads its row. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind: 'numbers' | 'texts' = 'texts',
): string {
  const cells = ([first = '', ...rest]: readonly string[]): string =>
    `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  const heads = head.map((cell) => `<th scope="col">${cell}</th>`).join('')
  // A wide table scrolls by itself, also by keys.
  return `<div class="scroll" tabindex="0"><table class="${kind}"><thead><tr>${heads}</tr></thead><tbody>${rows.map(cells).join('')}</tbody></table></div>`
}
