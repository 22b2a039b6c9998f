// A module of a single tool, the way some like it.
// oxlint-disable-next-line import/no-default-export
export default function (): string {
  return 'default'
}
