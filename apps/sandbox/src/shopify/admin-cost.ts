import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'

/** What a single question may cost before it runs. */
export const maxCost = 1000

/**
 * The points a valid document asks for: scalars 0, objects 1, connections 2 and for each of `first` nodes what it costs.
 * Of a list without `first` nobody knows how long it is; it counts as one object.
 * https://shopify.dev/docs/api/usage/limits
 */
export function requestedCost(schema: GraphQLSchema, document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  )
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const root = schema.getQueryType()
  return operation && root ? costOf(operation.selectionSet, root, fragments) : 0
}

function costOf(
  { selections }: SelectionSetNode,
  type: GraphQLObjectType,
  fragments: Map<string, FragmentDefinitionNode>,
): number {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value)
      if (fragment) cost += costOf(fragment.selectionSet, type, fragments)
      continue
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      cost += costOf(selection.selectionSet, type, fragments)
      continue
    }
    const field = getNamedType(type.getFields()[selection.name.value]?.type)
    if (!selection.selectionSet || !isObjectType(field)) continue
    const inside = costOf(selection.selectionSet, field, fragments)
    const first = selection.arguments?.find((argument) => argument.name.value === 'first')?.value
    if (!field.name.endsWith('Connection')) cost += 1 + inside
    else cost += 2 + (first?.kind === Kind.INT ? Number(first.value) : 1) * inside
  }
  return cost
}
