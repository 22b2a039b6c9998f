/** A trace line by line, as a run or an engine writes it: each helper gives the lines of one thing that happened. */
export const header = (more: object = {}): object => ({
  type: 'trace',
  version: 1,
  id: 'r',
  of: 'run',
  startedAtMs: 1_000,
  ...more,
})

export const request = (turn: number): object => ({ type: 'request', turn, atMs: turn * 100 })

export const message = (turn: number, kind = 'calls'): object => ({
  type: 'message',
  turn,
  stop: { kind, message: '' },
  usage: {},
  atMs: turn * 100 + 10,
})

/** An event of a turn. */
export const ofTurn = (turn: number, event: object, turnId = `r.${turn}`): object => ({
  type: 'turn',
  turn,
  atMs: turn * 100 + 20,
  event: { turnId, atMs: 20, ...event },
})

export const received = (turn: number, id: string, index = 0): object =>
  ofTurn(turn, {
    type: 'call.received',
    index,
    callId: 'c',
    name: 'get_order',
    call: { id: 'c', name: 'get_order', input: { id } },
  })

interface Settled {
  readonly index?: number
  readonly status?: string
  readonly content?: string
}

/** What a call of that order came to. */
export const settled = (
  turn: number,
  id: string,
  { index = 0, status = 'ok', content = `{"order":"${id}","state":"paid"}` }: Settled = {},
): object =>
  ofTurn(turn, {
    type: 'call.settled',
    index,
    callId: 'c',
    name: 'get_order',
    result: {
      id: 'c',
      name: 'get_order',
      status,
      content,
      timing: { receivedMs: 20, settledMs: 20, runMs: 0, waits: [] },
    },
  })

/** A turn of one call, from its request to its result. */
export const lookup = (turn: number, id: string, status = 'ok'): object[] => [
  request(turn),
  message(turn),
  received(turn, id),
  settled(turn, id, { status }),
]
