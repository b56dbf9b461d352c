import { BlockList, isIP } from 'node:net'

/**
 * Addresses that lead into the network the hub itself stands in, or to nobody at all: its own services, other machines
 * there, and what a cloud tells its machines of themselves (169.254.169.254). Networks that carry addresses of the other
 * kind inside (NAT64, 6to4, Teredo) count too, since nothing here looks into them.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
 */
const privateNetworks = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16', 'fc00::/7', 'fe80::/10'],
  ...['fec0::/10', 'ff00::/8'],
]

/** Which of them may be called all the same. */
export interface PrivateHosts {
  /** Whoever connects something may name any address. */
  everything: boolean
  /** Lower case. */
  names: ReadonlySet<string>
  networks: BlockList
}

export const everyPrivateHost: PrivateHosts = { everything: true, names: new Set(), networks: new BlockList() }
export const noPrivateHost: PrivateHosts = { everything: false, names: new Set(), networks: new BlockList() }

/** `odoo,10.1.0.0/16,192.168.1.5`, or `*`. Null: that is no such list. */
export function readPrivateHosts(text: string): PrivateHosts | null {
  const names = new Set<string>()
  const networks = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '*') return everyPrivateHost
    const [address = '', length] = entry.split('/')
    if (isIP(address)) {
      if (!addNetwork(networks, address, length)) return null
    } else if (length === undefined && /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/.test(entry)) names.add(entry)
    else return null
  }
  return { everything: false, names, networks }
}

/** Whether this address may be called. */
export function mayBeCalled(address: string, allowed: PrivateHosts): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return !blocked.check(address, family) || allowed.networks.check(address, family)
}

const blocked = new BlockList()
for (const network of privateNetworks) addNetwork(blocked, ...(network.split('/') as [string, string]))

function addNetwork(list: BlockList, address: string, length: string | undefined): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const most = family === 'ipv6' ? 128 : 32
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= most)) return false
  list.addSubnet(address, length === undefined ? most : Number(length), family)
  return true
}
