/**
 * Does something without Node's own remarks on features that a user of the command line did not choose:
 * experimental parts (type stripping and node:sqlite, in Node 22), and a package.json without `type`.
 */
export async function quietly<T>(action: () => T | Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const [options] = rest as [string | { type?: string; code?: string } | undefined]
    const type = typeof options === 'string' ? options : options?.type
    const code = typeof options === 'object' ? options.code : undefined
    if (type === 'ExperimentalWarning' || code === 'MODULE_TYPELESS_PACKAGE_JSON') return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }) as typeof process.emitWarning
  try {
    return await action()
  } finally {
    process.emitWarning = emitWarning
  }
}
