import type { IsTool } from '../shared/parallel-wrapper.ts'
import { recordsOf, textOf, type Fields } from '../shared/shape.ts'

const separators = ['.', '__', '_', '-', '/', ':']

/**
 * The name of the tool that a call means. A function of a namespace (developers.openai.com/api/docs/guides/function-calling)
 * is named there as `list`, with the namespace `crm` beside it; an engine, which knows no namespaces, has it as `crm.list`,
 * `crm__list`, `crm_list`, or, where no other namespace has one of that name, as `list`.
 */
export function toolName({ name, namespace }: Fields, isTool: IsTool | undefined): string {
  const own = textOf(name) || 'unnamed_tool'
  const space = textOf(namespace)
  if (space === '' || isTool === undefined) return own
  const names = qualified(space, own)
  return names.find(isTool) ?? (isTool(own) ? own : `${space}.${own}`)
}

function qualified(namespace: string, name: string): string[] {
  return separators.map((separator) => `${namespace}${separator}${name}`)
}

/** The names by which an engine may have the tools that a request describes by itself. */
export function describedNames(tools: readonly object[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const tool of recordsOf(tools)) {
    if (tool.type !== 'namespace') {
      names.add(textOf(tool.name))
      continue
    }
    for (const { name } of recordsOf(tool.tools))
      for (const one of [textOf(name), ...qualified(textOf(tool.name), textOf(name))])
        names.add(one)
  }
  return names
}
