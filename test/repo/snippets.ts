import type { TextFile } from './files.ts'
import { lineAt } from './syntax.ts'

/** A block of TypeScript in a page. */
export interface Snippet {
  /** Where it stands, as `README.md:12`. */
  readonly where: string
  /** A path that no other snippet has: the page's folder, and the name that the fence gives or a number. */
  readonly fileName: string
  readonly code: string
  /** False for one that needs what the tests have not, such as a key: it is compiled, not run. */
  readonly runs: boolean
}

const fence = /^```ts\b([^\n]*)\n(.*?)^```$/gms

/**
 * The TypeScript blocks of a page. Words after `ts` say more: `no-run` is only compiled; `continued` goes on where
 * the block before it stopped, and is compiled and run together with it; `tools.ts` is the name of its file, by which the
 * page's other blocks import it.
 */
export function snippetsOf({ path, text }: TextFile): Snippet[] {
  const snippets: Snippet[] = []
  let before = ''
  for (const { index, 1: words = '', 2: own = '' } of text.matchAll(fence)) {
    const flags = words.split(' ').filter((word) => word !== '')
    const named = flags.find((flag) => flag.endsWith('.ts'))
    const unknown = flags.find((flag) => ![named, 'no-run', 'continued'].includes(flag))
    const where = `${path}:${lineAt(text, index)}`
    if (unknown !== undefined)
      throw new Error(
        `${where}: expected \`no-run\`, \`continued\` or the name of a file after ts, got "${unknown}".`,
      )
    before = flags.includes('continued') ? `${before}\n${own}` : own
    const fileName = `${path.replaceAll(/[/.]/g, '-')}/${named ?? `${snippets.length + 1}.ts`}`
    snippets.push({ where, fileName, code: before, runs: !flags.includes('no-run') })
  }
  return snippets
}
