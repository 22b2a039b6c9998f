import type { TextFile } from './files.ts'

/** The house's bar: half of the files at most 60 lines, nine in ten at most 150, none above 250. */
const bars = [
  { share: 0.5, lines: 60 },
  { share: 0.9, lines: 150 },
  { share: 1, lines: 250 },
]

/** Says which bars the files miss, and the largest files. */
export function fileSizeFaults(files: readonly TextFile[]): string[] {
  const sizes = files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .toSorted((a, b) => a.lines - b.lines)
  const faults = bars.flatMap(({ share, lines }) => {
    const size = sizes[Math.ceil(share * sizes.length) - 1]
    if (size === undefined || size.lines <= lines) return []
    return [
      `${share * 100} % of the files should have at most ${lines} lines, but reach ${size.lines}.`,
    ]
  })
  if (faults.length === 0) return []
  return [...faults, ...sizes.slice(-10).map(({ path, lines }) => `${lines} lines: ${path}`)]
}
