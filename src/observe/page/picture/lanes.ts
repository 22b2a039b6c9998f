import type { CallRow, ModelRow, Row, TurnRow } from '../../timeline/row.ts'

/** One turn of a run: its requests to the model (several if a message broke off), and its calls. */
export interface Lane {
  /** The number of its request; of a turn that no request announced, its place among the turns. */
  readonly turn: number
  /** Whether a request announced it: if not, it was begun by something else, such as a tool that is an agent itself. */
  readonly announced: boolean
  readonly models: ModelRow[]
  readonly calls: CallRow[]
  /** What is known of the turn as a whole; several if a message broke off. */
  readonly turns: TurnRow[]
}

/** The turns of a run, in the order in which they began. */
export function lanesOf(rows: readonly Row[], turns: readonly TurnRow[]): Lane[] {
  const lanes: Lane[] = []
  const byTurn = new Map<number, Lane>()
  const byId = new Map<string, Lane>()
  const add = (turn: number, announced: boolean): Lane => {
    const lane: Lane = { turn, announced, models: [], calls: [], turns: [] }
    lanes.push(lane)
    return lane
  }
  const laneOf = (turn: number | undefined, turnId: string): Lane => {
    const known = byId.get(turnId) ?? (turn === undefined ? undefined : byTurn.get(turn))
    const lane = known ?? add(turn ?? lanes.length + 1, false)
    byId.set(turnId, lane)
    return lane
  }
  for (const row of rows) {
    if (row.kind === 'call') {
      laneOf(row.turn, row.turnId).calls.push(row)
      continue
    }
    let lane = byTurn.get(row.turn)
    if (lane === undefined) byTurn.set(row.turn, (lane = add(row.turn, true)))
    lane.models.push(row)
  }
  for (const turn of turns) {
    const lane = byId.get(turn.turnId) ?? byTurn.get(turn.turn ?? NaN)
    lane?.turns.push(turn)
  }
  return lanes
}

/** When a row began, in milliseconds since the run did. */
export function startOf(row: Row): number {
  return row.kind === 'model' ? row.startMs : row.receivedMs
}

/** When a row ended; what goes on ends now. Never before it began, whatever a clock has said. */
export function endOf(row: Row, nowMs: number): number {
  const endMs = (row.kind === 'model' ? row.endMs : row.settledMs) ?? nowMs
  return Math.max(startOf(row), endMs)
}

export function isOpen(row: Row): boolean {
  return (row.kind === 'model' ? row.endMs : row.settledMs) === undefined
}

/** From when to when a turn took. */
export function spanOfLane(lane: Lane, nowMs: number): { startMs: number; endMs: number } {
  let [startMs, endMs] = [Infinity, -Infinity]
  for (const rows of [lane.models, lane.calls])
    for (const row of rows) {
      startMs = Math.min(startMs, startOf(row))
      endMs = Math.max(endMs, endOf(row, nowMs))
    }
  return { startMs, endMs }
}
