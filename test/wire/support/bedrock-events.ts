type Event = Readonly<Record<string, unknown>>

export const start: Event = { messageStart: { role: 'assistant' } }

export function open(contentBlockIndex: number, block: object): Event {
  return { contentBlockStart: { contentBlockIndex, start: block } }
}

export function delta(contentBlockIndex: number, part: object): Event {
  return { contentBlockDelta: { contentBlockIndex, delta: part } }
}

export function close(contentBlockIndex: number): Event {
  return { contentBlockStop: { contentBlockIndex } }
}

export function stop(stopReason: string): readonly Event[] {
  return [
    { messageStop: { stopReason } },
    {
      metadata: {
        usage: { inputTokens: 10, outputTokens: 40, totalTokens: 50 },
        metrics: { latencyMs: 625 },
      },
    },
  ]
}

export function text(index: number, ...parts: string[]): readonly Event[] {
  return [...parts.map((part) => delta(index, { text: part })), close(index)]
}

export function toolUse(
  index: number,
  toolUseId: string,
  name: string,
  ...json: string[]
): readonly Event[] {
  return [
    open(index, { toolUse: { toolUseId, name } }),
    ...json.map((input) => delta(index, { toolUse: { input } })),
    close(index),
  ]
}
