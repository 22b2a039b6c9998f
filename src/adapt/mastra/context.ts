/** What Mastra gives a tool beside its input, as far as this looks at it. Tools of the AI SDK find in it what others have in `agent`. */
export interface MastraContext extends CallPlace {
  readonly runId?: string | undefined
  readonly requestContext?: unknown
  readonly abortSignal?: AbortSignal | undefined
  readonly agent?: CallPlace | undefined
  readonly workflow?: CallPlace | undefined
}

/** Where a call was made: by an agent, in a workflow, or by code that has the tool. */
export interface CallPlace {
  readonly toolCallId?: string | undefined
  /** One function for each run of an agent. */
  readonly outputWriter?: unknown
  readonly suspend?: ((...given: readonly unknown[]) => unknown) | undefined
}

/** The places where a tool may find `suspend`. */
const places = ['agent', 'workflow'] as const

/** The mark of Mastra's own class of tools. */
const mark = Symbol.for('mastra.core.tool.Tool')

/**
 * What a tool is given for one attempt. Mastra remembers of the very object that it hands to a tool of its class that the input was
 * checked, and such a tool copies it before it does anything else.
 */
export function contextFor(
  tool: object,
  given: MastraContext | undefined,
  abortSignal: AbortSignal,
  onSuspend: () => void,
): MastraContext {
  const own: Record<string, unknown> = { abortSignal, ...watched(given, onSuspend) }
  for (const place of places) {
    const found = given?.[place]
    if (found !== undefined) own[place] = { ...found, ...watched(found, onSuspend) }
  }
  return given !== undefined && mark in tool ? Object.assign(given, own) : { ...given, ...own }
}

function watched(place: CallPlace | undefined, onSuspend: () => void): CallPlace {
  const suspend = place?.suspend
  if (suspend === undefined) return {}
  return {
    suspend: (...given) => {
      onSuspend()
      return suspend(...given)
    },
  }
}
