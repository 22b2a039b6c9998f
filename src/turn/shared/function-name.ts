import type { AnyTool } from '../../call/tool.ts'
import type { OwnBody } from '../scope.ts'
import { objectName } from './object-name.ts'

/**
 * Tells apart what calls of one tool's name run: tools that are made for each request are closures over its user, and what
 * one of them returns is not the other's result. In a thread or on a queue nothing is closed over, and a name says it all.
 */
export function functionName(
  { runsIn, execute, module, exportName }: AnyTool,
  body: OwnBody | undefined,
): string {
  if (body !== undefined) return objectName(body.standsFor)
  if (runsIn === 'queue') return runsIn
  return runsIn === 'thread' ? JSON.stringify([String(module), exportName]) : objectName(execute)
}
