/** The options of `fanfold mcp`, as commander hands them over. */
export interface McpCommandOptions {
  readonly config: string
  readonly log?: string
}
