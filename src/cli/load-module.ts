import { pathToFileURL } from 'node:url'
import { errorText } from '../util/error-text.ts'
import { usageError } from './cli-error.ts'
import { quietly } from './quietly.ts'
import { clip } from '../util/term/text.ts'
import { oneLine } from '../util/term/visible.ts'

/** Whether it is a file that Node can import, by its name. */
export function isModuleFile(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file)
}

/**
 * Imports a file of the user's. TypeScript is run by Node's own type stripping.
 *
 * @param path as the user wrote it.
 * @param file where it is.
 * @throws {CliError} if it cannot be loaded, with the reason and, where it is known, the line.
 */
export async function loadModule(path: string, file: string): Promise<object> {
  try {
    const { href } = pathToFileURL(file)
    return await quietly(() => import(href) as Promise<object>)
  } catch (cause) {
    throw usageError(`Cannot load ${path}${lineOf(cause, file)}: ${hint(cause, path)}`, cause)
  }
}

/** A syntax error in TypeScript names its file and line, but only at the head of its stack. */
function lineOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const [, where = '', line] = /^(.+):(\d+)$/m.exec(stack.split('\n', 1)[0] ?? '') ?? []
  if (line === undefined) return ''
  return where.endsWith(file) ? ` (line ${line})` : ` (${where}, line ${line})`
}

/** What Node says of an ES module that it takes for a CommonJS one. */
const isModuleSyntax =
  /^Cannot use import statement outside a module|^Unexpected token 'export'|top level bodies of modules/

function hint(error: unknown, path: string): string {
  // The TypeScript parser lists everything that it would have liked.
  const reason = clip(oneLine(errorText(error)), 160)
  const missing = /^Cannot find package '([^']+)'/.exec(reason)?.[1]
  if (missing !== undefined)
    return `it imports the package "${missing}", which is not installed; run: npm install ${missing}`
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return `${reason} (Node runs TypeScript by removing its types; enums and namespaces need a build).`
  if (error instanceof SyntaxError && isModuleSyntax.test(reason)) {
    const named = /\.c[jt]s$/.test(path)
    const why = named ? 'by its name' : `for its package.json says "type": "commonjs"`
    const module = path.replace(/\.c?([jt]s)$/, '.m$1')
    return `${reason}. Node.js takes it for a CommonJS module, ${why}: ${named ? '' : 'run "npm pkg set type=module", or '}name it ${module}.`
  }
  // Nothing is imported by a check.
  if (reason.includes('does not provide an export named')) return reason
  // Of plain JavaScript, Node keeps the line to itself.
  if (error instanceof SyntaxError && code === undefined)
    return `${reason}; "node --check ${path}" shows where.`
  return reason
}
