import type { TextFile } from './files.ts'
import { importsOf } from './imports.ts'
import { isNode, lineAt, parse, walk, type Node } from './syntax.ts'

const globals = ['setTimeout', 'setInterval', 'setImmediate']
const members = ['Date.now', 'Math.random', 'performance.now', 'AbortSignal.timeout']
const modules = ['node:timers', 'node:timers/promises', 'node:perf_hooks']

/** Files in which real time is what they are about. */
const exempt = /^src\/(cli|testing)\/|^src\/util\/clock\.ts$/

/** Says where code takes time, timers or chance from anywhere but the injected clock. */
export function determinismFaults(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path }) => !exempt.test(path))
    .flatMap((file) => {
      const faults: string[] = []
      const report = (what: string, line: number): void => {
        faults.push(`${file.path}:${line} uses ${what}: take it from the clock (util/clock.ts).`)
      }
      walk(parse(file.text), (node, parent) => {
        const what = sourceOf(node, parent)
        if (what !== undefined) report(what, lineAt(file.text, node.range[0]))
      })
      for (const { specifier, line } of importsOf(file))
        if (modules.includes(specifier)) report(specifier, line)
      return faults
    })
}

function sourceOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'MemberExpression') {
    const name = `${nameOf(node['object'])}.${nameOf(node['property'])}`
    return [...members, ...globals.map((global) => `globalThis.${global}`)].find(
      (member) => member === name,
    )
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date')
    return (node['arguments'] as unknown[]).length === 0 ? 'new Date()' : undefined
  const isOther =
    parent?.['property'] === node || parent?.['key'] === node || parent?.type === 'ImportSpecifier'
  return !isOther && globals.includes(nameOf(node)) ? nameOf(node) : undefined
}

function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : ''
}
