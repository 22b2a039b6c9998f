/** The anchor of a heading, as GitHub makes it; the site is told to do the same. `text`: without Markdown. */
export function anchorOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

/** Gives each heading of a page its anchor: the second of the same text gets `-1`. */
export function anchorMaker(): (text: string) => string {
  const taken = new Set<string>()
  return (text) => {
    const anchor = anchorOf(text)
    let free = anchor
    for (let count = 1; taken.has(free); count++) free = `${anchor}-${count}`
    taken.add(free)
    return free
  }
}
