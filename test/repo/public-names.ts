import { posix } from 'node:path'
import type { TextFile } from './files.ts'
import { isNode, parse, type Node, type Program } from './syntax.ts'

/** A name that a file exports. */
export interface PublicName {
  readonly name: string
  readonly kind: 'value' | 'type'
  /** The file that declares it. */
  readonly declaredIn: string
  /** Whether a docstring stands right before the declaration. */
  readonly documented: boolean
}

/** The names that a file exports, each followed to its declaration. Files are read by `open`. */
export function publicNames(path: string, open: (path: string) => TextFile): PublicName[] {
  const { text } = open(path)
  const program = parse(text)
  return program.body.flatMap((node) => {
    if (node.type === 'ExportAllDeclaration')
      throw new Error(`${path}: expected the names one by one, got \`export *\`.`)
    if (node.type !== 'ExportNamedDeclaration') return []
    if (isNode(node['declaration'])) return declared(path, text, program, node)
    return (node['specifiers'] as Node[]).map((each) => reexported(path, node, each, open))
  })
}

function declared(path: string, text: string, program: Program, node: Node): PublicName[] {
  const declaration = node['declaration'] as Node
  const isType = /^TS(Interface|TypeAlias)Declaration$/.test(declaration.type)
  const documented = program.comments.some(
    ({ type, range, value }) =>
      type === 'Block' &&
      String(value).startsWith('*') &&
      range[1] < node.range[0] &&
      text.slice(range[1], node.range[0]).trim() === '',
  )
  const names =
    declaration.type === 'VariableDeclaration'
      ? (declaration['declarations'] as Node[]).map(({ id }) => identifier(id))
      : [identifier(declaration['id'])]
  return names.map((name) => {
    return { name, kind: isType ? 'type' : 'value', declaredIn: path, documented }
  })
}

function reexported(
  path: string,
  node: Node,
  specifier: Node,
  open: (path: string) => TextFile,
): PublicName {
  const [local, name] = [identifier(specifier['local']), identifier(specifier['exported'])]
  const source = node['source']
  if (!isNode(source))
    throw new Error(`${path}: expected \`export { ${name} } from …\` or a declaration of it here.`)
  const target = posix.join(posix.dirname(path), String(source['value']))
  const found = publicNames(target, open).find((candidate) => candidate.name === local)
  if (found === undefined) throw new Error(`${path}: ${target} has no public ${local}.`)
  const isType = node['exportKind'] === 'type' || specifier['exportKind'] === 'type'
  return { ...found, name, kind: isType ? 'type' : found.kind }
}

function identifier(node: unknown): string {
  return isNode(node) ? String(node['name'] ?? node['value']) : ''
}
