import { ToolError } from '../../call/errors/error.ts'

/** A call that comes when there are to be no threads any more, if only for another attempt. */
export function closed(tool: string): ToolError {
  return new ToolError(`${tool} was not run: its threads were ended by \`close()\`.`, {
    code: 'thread_start',
    nothingDone: true,
  })
}
