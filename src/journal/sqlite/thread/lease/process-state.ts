import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told from a later one that has its number. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** The system that counts its processes: a host since its start, and of a container its own numbers. */
  readonly system: string
  /** When it began, as the system says it; empty where it does not say. */
  readonly start: string
}

export function thisProcess(): ProcessIdentity {
  const host = hostname()
  const system = [host, textOf('/proc/sys/kernel/random/boot_id'), linkOf('/proc/self/ns/pid')]
  return {
    pid: process.pid,
    host,
    system: system.join(' '),
    start: startOf(process.pid) ?? '',
  }
}

/**
 * Whether a process of this system has ended. One that is suspended has not. Where the system does not say when it began,
 * another that has its number since counts as it.
 */
export function hasEnded({ pid, start }: Pick<ProcessIdentity, 'pid' | 'start'>): boolean {
  const found = startOf(pid)
  return found === undefined || (found !== '' && start !== '' && found !== start)
}

/** When the process of this number began; empty if that cannot be told, undefined if there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    // Sends nothing.
    process.kill(pid, 0)
  } catch (error) {
    // Otherwise it is somebody else's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  const [state = '', start = ''] =
    process.platform === 'linux'
      ? linuxState(pid)
      : process.platform === 'win32'
        ? []
        : psState(pid)
  // One that has ended, and whose parent has not asked for its exit code, holds nothing any more.
  return /^[ZX]/.test(state) ? undefined : start
}

/** The state and the start, in ticks since that of the system (proc_pid_stat(5), fields 3 and 22). */
function linuxState(pid: number): readonly string[] {
  const stat = textOf(`/proc/${pid}/stat`)
  // The name before them, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [fields[0] ?? '', fields[19] ?? '']
}

function psState(pid: number): readonly string[] {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
    const words = ['-o', 'state=,lstart=', '-p', String(pid)]
    const said = execFileSync('ps', words, { env, encoding: 'utf8', stdio: 'pipe' }).trim()
    const [state = '', ...start] = said.split(/\s+/)
    return [state, start.join(' ')]
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
