import { fallbackKey, mappingKinds } from '@crossdock/connectors/ports/mapping-keys'
import { deleteMapping, listMappings, openNeeds, saveMapping } from '#modules/mappings/index.ts'
import { listErpConnections } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

export interface MapOptions {
  /** The name of an ERP connection, when there are several. */
  erp?: string
  forget?: boolean
}

/**
 * `npm run map`: what is mapped and what waits for it. `-- KIND KEY TARGET` maps; the target is an id of the ERP, or a
 * text that only one record there has.
 */
export async function map(
  inside: Inside,
  kindText: string | undefined,
  keyText: string | undefined,
  target: string | undefined,
  options: MapOptions,
): Promise<void> {
  if (kindText === undefined) return showMappings(inside)
  const kind = mappingKinds.find((one) => one === kindText)
  if (!kind) throw new Error(`There is no kind "${kindText}". Kinds: ${mappingKinds.join(', ')}.`)
  const [key, wanted] = kind === 'fallback-product' ? [fallbackKey, target ?? keyText] : [keyText, target]
  const { app, tenant, erps, ringer } = inside
  const { tenantId } = tenant
  const erpConnectionId = await chooseErp(inside, options.erp)
  if (options.forget) {
    const gone = await app.withTenant(tenantId, (tx) => deleteMapping(tx, tenantId, erpConnectionId, kind, key ?? ''))
    console.log(gone ? 'Forgotten.' : 'There is no such mapping.')
    if (!gone) process.exitCode = 1
    return
  }
  const erp = await erps.port(tenantId, erpConnectionId)
  const byId = wanted === undefined ? [] : await erp.choices(kind, { id: wanted })
  const choices = byId.length > 0 ? byId : await erp.choices(kind, { search: wanted ?? '' })
  const [only, another] = choices
  if (key === undefined || wanted === undefined || !only || another) {
    process.exitCode = key === undefined || wanted === undefined ? 0 : 1
    if (!only) return console.log('The ERP has nothing like that.')
    console.log('To choose from:\n')
    printTable(
      ['id', ''],
      choices.map((choice) => [choice.id, choice.label]),
    )
    return
  }
  const saved = await saveMapping(
    { tenantId, erpConnectionId, kind, key, targetId: only.id },
    { database: app, ringer, erp },
  )
  console.log(`${kind} ${key} → ${saved.targetLabel}. ${saved.replayed} order(s) that waited are carried again.`)
}

async function showMappings({ app, tenant }: Inside): Promise<void> {
  await app.withTenant(tenant.tenantId, async (tx) => {
    const needs = await openNeeds(tx, tenant.tenantId, 200)
    const mappings = await listMappings(tx, tenant.tenantId)
    if (needs.length > 0) {
      console.log('To be mapped:\n')
      printTable(
        ['kind', 'key', 'orders', 'what'],
        needs.map((need) => [
          need.kind,
          need.key,
          String(need.orders),
          `${need.label}, e.g. ${need.examples.join(', ')}`,
        ]),
      )
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
    console.log('npm run map -- KIND                what may be chosen')
    console.log('npm run map -- KIND "KEY" TARGET   an id, or a text that only one has')
    console.log('npm run map -- KIND "KEY" --forget')
    console.log(`Kinds: ${mappingKinds.join(', ')}`)
  })
}

async function chooseErp({ app, tenant }: Inside, name: string | undefined): Promise<string> {
  const all = await app.withTenant(tenant.tenantId, (tx) => listErpConnections(tx, tenant.tenantId))
  const fitting = name === undefined ? all : all.filter((one) => one.name === name || one.connectionId === name)
  const [only, another] = fitting
  if (!only) throw new Error(name === undefined ? 'No ERP is connected.' : `There is no ERP connection "${name}".`)
  if (another)
    throw new Error(`Several ERPs are connected; say which with --erp: ${all.map((one) => one.name).join(', ')}`)
  return only.connectionId
}
