import { UsageError } from './errors/error.ts'
import { show } from './expect.ts'

/** Where a tool that runs in a thread has its code. A function cannot cross to a thread; the name of a module can. */
export interface ThreadModule {
  /** The module's file, as `new URL('./resize.ts', import.meta.url)`. */
  readonly module: URL | string
  /**
   * Which of its exports is run, with the input and the context that `execute` gets. Default: the one that has the
   * tool's name, else `execute`, else the default export.
   */
  readonly exportName?: string | undefined
}

/**
 * Checks what a tool says of its module, and gives back the module as a URL's text.
 *
 * @throws {UsageError} if it is not a `file:` URL, or the export's name is not a name.
 */
export function checkThreadModule(
  tool: string,
  { module, exportName }: { readonly [Field in keyof ThreadModule]?: unknown },
): string {
  const url = module instanceof URL ? module.href : module
  if (typeof url !== 'string' || !url.startsWith('file:') || !URL.canParse(url))
    throw new UsageError(
      `Expected \`module\` of tool "${tool}", which runs in a thread, to be a file: URL such as ` +
        `new URL('./${tool}.ts', import.meta.url), got ${show(url)}.`,
    )
  if (exportName !== undefined && (typeof exportName !== 'string' || exportName === ''))
    throw new UsageError(
      `Expected \`exportName\` of tool "${tool}" to be a non-empty string, got ${show(exportName)}.`,
    )
  return url
}
