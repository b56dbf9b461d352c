import { expect, test } from 'vitest'
import { mayBeCalled, type PrivateHosts, readPrivateHosts } from './private-hosts.ts'

const read = (text: string): PrivateHosts => readPrivateHosts(text) ?? expect.fail(`${text} is no list`)
const nothing = read('nothing.example')

test.each([
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.5', '100.64.0.1'],
  ...['169.254.169.254', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1'],
  ...['2002:7f00:1::', 'fec0::1'],
])('%s leads inside', (address) => {
  expect(mayBeCalled(address, nothing)).toBe(false)
  expect(mayBeCalled(address, read('0.0.0.0/0,::/0'))).toBe(true)
})

test.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.128.0.1', '192.169.0.1', '2606:4700::1', '::ffff:8.8.8.8'])(
  '%s leads outside',
  (address) => expect(mayBeCalled(address, nothing)).toBe(true),
)

test('a network that was named may be called, and no other', () => {
  const allowed = read('odoo, 10.1.0.0/16 ,fd12::/32,192.168.1.5')

  expect(['10.1.2.3', 'fd12::9', '192.168.1.5'].map((address) => mayBeCalled(address, allowed))).toEqual([
    true,
    true,
    true,
  ])
  expect(['10.2.0.1', 'fd13::9', '192.168.1.6'].map((address) => mayBeCalled(address, allowed))).toEqual([
    false,
    false,
    false,
  ])
  expect([...allowed.names]).toEqual(['odoo'])
})

test.each(['10.0.0.0/33', 'odoo/8', 'http://odoo', '10.0.0.0/x', 'a b', '::/129', ','])('%s is no list', (text) => {
  expect(readPrivateHosts(text)).toBeNull()
})
