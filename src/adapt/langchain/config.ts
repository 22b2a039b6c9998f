/** What LangChain and LangGraph give a tool beside its input, as far as this looks at it. */
export interface ToolConfig {
  readonly toolCall?: { readonly id?: string | undefined } | undefined
  readonly toolCallId?: string | undefined
  /** What the node was given that runs the tool. */
  readonly state?: unknown
  readonly context?: unknown
  readonly signal?: AbortSignal | undefined
  readonly configurable?: Configurable | undefined
}

/** What LangGraph says of the task that a tool runs in. */
export interface Configurable {
  readonly thread_id?: unknown
  /** The task's path: each graph's node and the task's id, from the outermost inwards. */
  readonly checkpoint_ns?: string | undefined
  /** For each graph around, by its path, the checkpoint that its tasks begin at. */
  readonly checkpoint_map?: Readonly<Record<string, string>> | undefined
  readonly __pregel_checkpointer?: Checkpointer | undefined
  readonly __pregel_scratchpad?: Scratchpad | undefined
}

/** What keeps the conversation. */
export interface Checkpointer {
  readonly serde?: Serializer | undefined
}

/** How a checkpointer writes down messages and all else. */
export interface Serializer {
  dumpsTyped(value: unknown): Promise<[string, Uint8Array]>
  loadsTyped(type: string, data: Uint8Array | string): Promise<unknown>
}

/** What LangGraph counts in a task. */
export interface Scratchpad {
  /** The place of the last question, from 0. */
  interruptCounter: number
  /** The place of the next graph that the task runs, from 0. */
  readonly subgraphCounter: number
  /** What the task was given; with `lg_tool_call` in it, to run one call alone. */
  readonly currentTaskInput?: unknown
}
