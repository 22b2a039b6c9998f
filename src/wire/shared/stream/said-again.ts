/** A text that long does not come again by chance. */
const telling = 16

/** Whether a text is another, with or without something added, and that other is too long to come again by chance. */
export function saysAgain(before: string, now: string): boolean {
  return before.length >= telling && now.startsWith(before)
}
