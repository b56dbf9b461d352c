import { listTenants } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import { provisionTenant } from '../provision.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Installation } from './inside.ts'

interface NewTenant {
  name: string
  country: string
}

export function tenantCommands({ program, inInstallation }: Crossdock): void {
  const tenants = program.command('tenants').description('the brands on this installation')
  tenants
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => inInstallation(list))
  tenants
    .command('create')
    .description('makes one, with keys of its own')
    .argument('<slug>', 'how commands and the API name it: letters, digits and dashes')
    .requiredOption('--name <text>', 'how people call it')
    .requiredOption('--country <code>', 'two letters (IN, DE): how phone numbers written without a country are read')
    .action((slug: string, options: NewTenant) => inInstallation((installation) => create(installation, slug, options)))
}

async function list({ owner }: Installation): Promise<Answer> {
  const tenants = await owner.withoutTenant(listTenants)
  return {
    json: { tenants },
    print() {
      if (tenants.length === 0) return console.log('There is no tenant yet. npx crossdock tenants create makes one.')
      printTable(
        ['tenant', 'country', 'since', 'name'],
        tenants.map(({ slug, country, createdAt, name }) => [slug, country, when(createdAt), name]),
      )
    },
  }
}

async function create({ app, vault }: Installation, slug: string, { name, country }: NewTenant): Promise<Answer> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug))
    throw new Misunderstood(
      'A slug has small letters, digits and dashes, 63 at most, and begins with a letter or digit.',
    )
  if (!/^[A-Z]{2}$/.test(country)) throw new Misunderstood('--country takes two capital letters, such as IN.')
  const tenant = await provisionTenant(app, vault, { slug, name, country }).catch((thrown: unknown) => {
    if ((thrown as { sqlState?: string }).sqlState === '23505')
      throw new NotDone(`There is a tenant "${slug}" already.`)
    throw thrown
  })
  return {
    json: tenant,
    print() {
      console.log(`Tenant ${slug} is made. Next, connect where its orders go and where they come from:`)
      console.log(`  npx crossdock --tenant ${slug} connections create odoo --url … --database … --login …`)
      console.log(`  npx crossdock --tenant ${slug} connections create shopify --shop …`)
    },
  }
}
