import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Which of these processes holds the other end of a loopback connection; null when none does. Linux tells: /proc/net/tcp
 * has the socket of each pair of ports, /proc/PID/fd who holds it.
 */
export function processBehind(callerPort: number, ourPort: number, pids: readonly number[]): number | null {
  const inode = inodeOf(callerPort, ourPort)
  if (inode === null) return null
  return pids.find((pid) => holds(pid, `socket:[${inode}]`)) ?? null
}

/** "  12: 0100007F:1F85 0100007F:9C40 01 … inode …": local and remote address, ports in hexadecimal. */
function inodeOf(localPort: number, remotePort: number): string | null {
  const end = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local = '', remote = '', , , , , , , inode] = line.trim().split(/\s+/)
    if (local.endsWith(end(localPort)) && remote.endsWith(end(remotePort))) return inode ?? null
  }
  return null
}

function holds(pid: number, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === socket
      } catch {
        return false // closed between the two looks
      }
    })
  } catch {
    return false // the process has ended
  }
}
