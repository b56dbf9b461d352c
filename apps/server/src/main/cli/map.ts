import { fallbackKey, mappingKinds } from '@crossdock/connectors/ports/mapping-keys'
import { deleteMapping, listMappings, openNeeds, saveMapping } from '#modules/mappings/index.ts'
import { listErpConnections } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit, Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'

interface MapOptions {
  /** The name of an ERP connection, when there are several. */
  erp?: string
  forget?: boolean
}

export function mapCommand({ program, inTenant }: Crossdock): void {
  program
    .command('map')
    .description('says what an SKU, tax, payment method or place of a channel is in the ERP')
    .argument('[kind]', 'product, tax, gateway, location, fallback-product')
    .argument('[key]', 'as `parked` and `map` list it')
    .argument('[target]', 'an id of the ERP, or a text that only one record there has')
    .option('--erp <name>', 'which ERP connection, when there are several')
    .option('--forget', 'removes the mapping')
    .action((kind: string | undefined, key: string | undefined, target: string | undefined, options: MapOptions) =>
      inTenant((hub) => (kind === undefined ? showMappings(hub) : map(hub, kind, key, target, options))),
    )
}

/** Without a target: what may be chosen. */
async function map(
  inside: Inside,
  kindText: string,
  keyText: string | undefined,
  target: string | undefined,
  options: MapOptions,
): Promise<Answer> {
  const kind = mappingKinds.find((one) => one === kindText)
  if (!kind) throw new Misunderstood(`There is no kind "${kindText}". Kinds: ${mappingKinds.join(', ')}.`)
  const [key, wanted] = kind === 'fallback-product' ? [fallbackKey, target ?? keyText] : [keyText, target]
  const { app, tenant, erps, ringer } = inside
  const { tenantId } = tenant
  const erpConnectionId = await chooseErp(inside, options.erp)
  if (options.forget) {
    const gone = await app.withTenant(tenantId, (tx) => deleteMapping(tx, tenantId, erpConnectionId, kind, key ?? ''))
    return {
      json: { forgotten: gone },
      print: () => console.log(gone ? 'Forgotten.' : 'There is no such mapping.'),
      exitCode: gone ? exit.done : exit.notDone,
    }
  }
  const erp = await erps.port(tenantId, erpConnectionId)
  const byId = wanted === undefined ? [] : await erp.choices(kind, { id: wanted })
  const choices = byId.length > 0 ? byId : await erp.choices(kind, { search: wanted ?? '' })
  const [only, another] = choices
  if (key === undefined || wanted === undefined || !only || another)
    return {
      json: { choices },
      exitCode: key === undefined || wanted === undefined ? exit.done : exit.notDone,
      print() {
        if (!only) return console.log('The ERP has nothing like that.')
        console.log('To choose from:\n')
        printTable(
          ['id', ''],
          choices.map((choice) => [choice.id, choice.label]),
        )
      },
    }
  const saved = await saveMapping(
    { tenantId, erpConnectionId, kind, key, targetId: only.id },
    { database: app, ringer, erp },
  )
  const { targetLabel, replayed } = saved
  return {
    json: { kind, key, targetId: only.id, targetLabel, replayed },
    print: () => console.log(`${kind} ${key} → ${targetLabel}. ${replayed} order(s) that waited are carried again.`),
  }
}

async function showMappings({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const { needs, mappings } = await app.withTenant(tenantId, async (tx) => ({
    needs: await openNeeds(tx, tenantId, 200),
    mappings: await listMappings(tx, tenantId),
  }))
  return {
    json: { needs, mappings },
    print() {
      if (needs.length > 0) {
        console.log('To be mapped:\n')
        printNeeds(needs)
        console.log()
      }
      if (mappings.length > 0) {
        console.log('Mapped:\n')
        printTable(
          ['kind', 'key', 'since', 'to'],
          mappings.map((one) => [one.kind, one.key, when(one.updatedAt), `${one.targetLabel} (${one.targetId})`]),
        )
        console.log()
      }
      if (needs.length + mappings.length === 0) console.log('Nothing is mapped, and nothing waits for it.')
      console.log('npx crossdock map KIND                what may be chosen')
      console.log('npx crossdock map KIND "KEY" TARGET   an id, or a text that only one has')
      console.log('npx crossdock map KIND "KEY" --forget')
      console.log(`Kinds: ${mappingKinds.join(', ')}`)
    },
  }
}

export function printNeeds(needs: Awaited<ReturnType<typeof openNeeds>>): void {
  printTable(
    ['kind', 'key', 'orders', 'what'],
    needs.map(({ kind, key, orders, label, examples }) => [
      kind,
      key,
      String(orders),
      `${label}, e.g. ${examples.join(', ')}`,
    ]),
  )
}

async function chooseErp({ app, tenant }: Inside, name: string | undefined): Promise<string> {
  const all = await app.withTenant(tenant.tenantId, (tx) => listErpConnections(tx, tenant.tenantId))
  const fitting = name === undefined ? all : all.filter((one) => one.name === name || one.connectionId === name)
  const [only, another] = fitting
  if (!only) throw new NotDone(name === undefined ? 'No ERP is connected.' : `There is no ERP connection "${name}".`)
  if (another)
    throw new Misunderstood(
      `Several ERPs are connected; say which with --erp: ${all.map((one) => one.name).join(', ')}`,
    )
  return only.connectionId
}
