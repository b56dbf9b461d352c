import type { ServerResponse } from 'node:http'

/** A way into an Odoo; `web` are the web client's own routes, where a password becomes a key. */
export type OdooWay = 'json-2' | 'json-rpc' | 'xml-rpc' | 'web'

const prefixes: [prefix: string, way: OdooWay][] = [
  ['/json/2', 'json-2'],
  ['/jsonrpc', 'json-rpc'],
  ['/xmlrpc/', 'xml-rpc'],
  ['/web/', 'web'],
]

/** Which ways in there are: what the generation has, less what something in front of it keeps away. */
export class Doors {
  readonly generation: 19 | 18
  readonly used: OdooWay[] = []
  mostAtOnce = 0
  #inside = 0
  #blocked: readonly OdooWay[]

  constructor(generation: 19 | 18, blocked: readonly OdooWay[]) {
    this.generation = generation
    this.#blocked = blocked
  }

  block(ways: readonly OdooWay[]): void {
    this.#blocked = ways
  }

  /** Inside until the answer is out, or whoever waited for it is gone. */
  enter(answer: ServerResponse): void {
    this.#inside += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#inside)
    answer.once('close', () => {
      this.#inside -= 1
    })
  }

  /** The status a closed way answers with, a page; null when it is open. */
  closed(path: string): number | null {
    const way = prefixes.find(([prefix]) => path.startsWith(prefix))?.[1]
    if (way === undefined) return null
    if (this.#blocked.includes(way)) return 405
    if (this.generation < 19 && (way === 'json-2' || path.startsWith('/web/version'))) return 404
    this.used.push(way)
    return null
  }
}
