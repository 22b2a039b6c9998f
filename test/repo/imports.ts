import { posix } from 'node:path'
import type { TextFile } from './files.ts'
import { isNode, lineAt, parse, walk, type Node } from './syntax.ts'

/** One import, or export from another module. */
export interface Import {
  readonly specifier: string
  /** The file it names, relative to the root; absent for a package or a module of Node. */
  readonly target?: string
  /** `type` is gone when the code runs; `dynamic` runs when it is reached, the others when the file loads. */
  readonly kind: 'value' | 'type' | 'dynamic'
  readonly line: number
}

const known = new Map<string, { readonly text: string; readonly imports: readonly Import[] }>()

/** All that a file imports: `import`, `export from`, `import()`, and types named by `import('…')`. */
export function importsOf(file: TextFile): readonly Import[] {
  const before = known.get(file.path)
  if (before?.text === file.text) return before.imports
  const imports = readImports(file)
  known.set(file.path, { text: file.text, imports })
  return imports
}

function readImports({ path, text }: TextFile): Import[] {
  const found: Import[] = []
  walk(parse(text), (node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return
    const target = specifier.startsWith('.')
      ? { target: posix.join(posix.dirname(path), specifier) }
      : {}
    found.push({ specifier, ...target, kind: kindOf(node), line: lineAt(text, node.range[0]) })
  })
  return found
}

function specifierOf(node: Node): string | undefined {
  const source =
    node.type === 'TSImportType' ? (node['source'] ?? node['argument']) : node['source']
  if (!isNode(source)) return undefined
  const literal = isNode(source['literal']) ? source['literal'] : source
  return typeof literal['value'] === 'string' ? literal['value'] : undefined
}

function kindOf(node: Node): Import['kind'] {
  if (node.type === 'ImportExpression') return 'dynamic'
  if (node.type === 'TSImportType') return 'type'
  return node['importKind'] === 'type' || node['exportKind'] === 'type' ? 'type' : 'value'
}
