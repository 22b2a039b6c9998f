import type { IsTool } from '../parallel-wrapper.ts'

/**
 * A tool's name as most providers take it back in a call. A call by any other name cannot be one of the request's tools, but
 * its message has to go back, and with it its name. `most`: its characters.
 */
export function wireName(name: string, most = 128): string {
  const legal = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, most)
  return legal === '' ? 'unnamed_tool' : legal
}

/** As {@link wireName}; but servers may take names for tools that OpenAI refuses, so those of the request's tools stay. */
export function nameUnlessTool(name: string, isTool: IsTool | undefined): string {
  return isTool?.(name) ? name : wireName(name, 64)
}
