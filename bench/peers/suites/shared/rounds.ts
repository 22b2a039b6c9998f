/** How often to measure: fewer times with `--quick`, which the command hands to the processes of its cells. */
export function rounds(usual: number, quick: number): number {
  return process.env['PEERS_QUICK'] === '1' ? quick : usual
}
