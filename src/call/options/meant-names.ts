/** What others call the options of a tool, by the names that they have here. */
export const meantOfTool = {
  args: 'inputSchema',
  input: 'inputSchema',
  params: 'inputSchema',
  parameters: 'inputSchema',
  paramsSchema: 'inputSchema',
  schema: 'inputSchema',
  callback: 'execute',
  fn: 'execute',
  func: 'execute',
  handler: 'execute',
  invoke: 'execute',
  run: 'execute',
  maxAttempts: 'retries',
  maxRetries: 'retries',
  retry: 'retries',
  timeout: 'timeoutMs',
  deadlineMs: 'timeoutMs',
  maxConcurrency: 'concurrency',
  rateLimit: 'limit',
  limits: 'limit',
  approval: 'needsApproval',
  requireApproval: 'needsApproval',
  requiresApproval: 'needsApproval',
} as const

/**
 * Of the options, the one that somebody means by a name that is not one: in another case, with underscores, without the
 * plural's `s` or the unit's `Ms`, or as others call it.
 */
export type MeantName<Name, Names, Meant = object> = Name extends keyof Meant
  ? Meant[Name]
  : Names extends string
    ? Lowercase<Names> extends Spellings<Name>
      ? Names
      : never
    : never

type Spellings<Name> = Name extends `${infer First}_${infer Rest}`
  ? Spellings<`${First}${Rest}`>
  : Name extends string
    ? Lowercase<Name> | `${Lowercase<Name>}s` | `${Lowercase<Name>}ms`
    : never
