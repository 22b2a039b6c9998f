import type { CallContext } from '../../../call/context/call-context.ts'
import { show } from '../../../call/expect.ts'
import type { Ready } from '../../../call/known.ts'
import { catchRejections } from '../../../util/catch-rejections.ts'
import { copyToRead } from '../../../util/copy-to-read.ts'
import { redactError } from '../../../util/error-length.ts'
import { errorText } from '../../../util/error-text.ts'

/** Whether a call needs approval, by its tool's own function. When in doubt, somebody is asked, and the developer told. */
export async function isNeeded(
  { tool: { name, needsApproval }, input }: Ready,
  given: CallContext,
  warn: (warning: string) => void,
): Promise<boolean> {
  if (typeof needsApproval !== 'function') return needsApproval === true
  try {
    const needed: unknown = await needsApproval(copyToRead(input) as never, given as never)
    if (typeof needed === 'boolean') return needed
    catchRejections(needed)
    warn(
      `Expected \`needsApproval\` of tool "${name}" to answer true or false, got ${show(needed)}, so somebody was asked.`,
    )
  } catch (error) {
    const why = redactError(errorText(error))
    warn(`\`needsApproval\` of tool "${name}" failed, so somebody was asked: ${why}`)
  }
  return true
}
