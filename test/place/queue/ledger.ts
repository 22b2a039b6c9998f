/** The file whose being there releases those who write in a ledger. */
export function releaseOf(ledger: string): string {
  return `${ledger}.released`
}
