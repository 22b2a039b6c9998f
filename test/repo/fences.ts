import type { TextFile } from './files.ts'
import { lineAt, parse, walk } from './syntax.ts'

/** A block of code in a page. */
export interface Fence {
  readonly line: number
  /** The first word after the backticks: `ts`, `sh`, or nothing. */
  readonly language: string
  /** Whether it stands in a list. */
  readonly indented: boolean
  readonly code: string
}

const fence = /^( *)(```+|~~~+) *([^\s`]*)[^\n]*\n(.*?)^\1\2[`~]*[^\S\n]*$/gms

export function fencesOf(text: string): Fence[] {
  return [...text.matchAll(fence)].map(
    ({ index, 1: indent = '', 3: language = '', 4: code = '' }) => ({
      line: lineAt(text, index),
      language,
      indented: indent !== '',
      code,
    }),
  )
}

/**
 * Says which blocks of code nobody would check. Those in `ts` are compiled and run elsewhere. One in `js` shows a framework,
 * which is not there to be compiled with: it is to be JavaScript, and what it imports of Fanfold is to exist.
 *
 * @param exported whether an entry point has a value of this name.
 */
export function fenceFaults(
  { path, text }: TextFile,
  exported: (entry: string, name: string) => boolean,
): string[] {
  return fencesOf(text).flatMap(({ line, language, indented, code }) => {
    const where = `${path}:${line}`
    if (
      /^(typescript|[mc]?tsx?|javascript|[mc]?jsx?)$/i.test(language) &&
      !/^[tj]s$/.test(language)
    )
      return [`${where}: expected \`ts\` or \`js\`, which are checked, got "${language}".`]
    if (/^[tj]s$/.test(language) && indented)
      return [`${where}: expected code at the beginning of the line, where it is checked.`]
    if (/@ts-(nocheck|ignore)/.test(code))
      return [
        `${where}: expected code that is checked, got a comment that keeps the compiler from it.`,
      ]
    return language === 'js' ? importFaults(where, code, exported) : []
  })
}

function importFaults(
  where: string,
  code: string,
  exported: (entry: string, name: string) => boolean,
): string[] {
  const faults: string[] = []
  try {
    // What is left out stands for something.
    walk(parse(code.replaceAll('…', '___')), (node, parent) => {
      if (node.type !== 'ImportSpecifier') return
      const entry = valueOf(parent?.['source'], 'value')
      const name = valueOf(node['imported'], 'name')
      if (/^fanfold(\/|$)/.test(entry) && !exported(entry, name))
        faults.push(`${where}: ${entry} exports no ${name}.`)
    })
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n')
    return [`${where}: expected JavaScript: ${reason}`]
  }
  return faults
}

function valueOf(node: unknown, field: string): string {
  return String((node as Readonly<Record<string, unknown>> | undefined)?.[field])
}
