import type { Mutant } from './mutant.ts'

const shared = 'src/turn/shared-results.ts'
const approvals = 'src/turn/approvals.ts'

/** Broken sharing and approvals: what stands for what, and what may run. */
export const sharedMutants: readonly Mutant[] = [
  {
    name: 'a write leaves cached results as they are',
    guarantee: 'G2',
    file: shared,
    find: 'for (const cached of this.#byKey.overlapping(key)) this.#forget(cached)',
    replace: 'void key',
  },
  {
    name: 'a cached result never grows old',
    guarantee: 'G2',
    file: shared,
    find: 'cached.untilMs > this.#clock.now()',
    replace: 'cached.untilMs > 0',
  },
  {
    name: 'calls of one tool share whatever their input',
    guarantee: 'G1',
    file: shared,
    find: 'const key = `${tool.name} ${canonicalJson(entry.input)}`',
    replace: 'const key = tool.name',
  },
  {
    name: 'who shares goes when one is cancelled',
    guarantee: 'G5',
    file: shared,
    find: 'if (ownEnd && !entry.stopped)',
    replace: 'if (ownEnd || entry.stopped)',
  },
  {
    name: 'who shares is forgotten',
    guarantee: 'G1',
    file: shared,
    find: 'flight.followers.add(entry)',
    replace: '',
  },
  {
    name: 'a denial is taken for consent',
    guarantee: 'G6',
    file: approvals,
    find: "this.#answer(question, decision === 'allow',",
    replace: 'this.#answer(question, true,',
  },
  {
    name: 'somebody is asked twice about the same',
    guarantee: 'G1',
    file: approvals,
    find: 'const key = `${entry.call.name} ${canonicalJson(entry.call.input)}`',
    replace: 'const key = String(entry.index)',
  },
  {
    name: 'nobody waits for the answer',
    guarantee: 'G6',
    file: approvals,
    find: 'entry.question = question\n    return false',
    replace: 'entry.question = question\n    return true',
  },
  {
    name: 'an answer is waited for without end',
    guarantee: 'G4',
    file: approvals,
    find: 'if (approvalTimeoutMs < Infinity)',
    replace: 'if (approvalTimeoutMs < 0)',
  },
  {
    name: 'a question stays open when nobody wants the answer',
    guarantee: 'G8',
    file: approvals,
    find: "question.controller.abort(new Error('The call was settled before the answer came.'))",
    replace: '',
  },
  {
    name: 'what needs approval starts early',
    guarantee: 'G6',
    file: 'src/turn/admission.ts',
    find: '&& !tool.needsApproval',
    replace: '',
  },
]
