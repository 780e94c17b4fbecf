// The pairs of models worth comparing, derived from their bases.

/**
 * Every model beside its base, grouped by base in the order of the list: what a preset is of. A base is a model of the list;
 * one that has itself for a base has none.
 * @param {{name: string, title: string, base?: string, changes?: string}[]} models
 * @returns {{base: {name: string, title: string}, variants: {name: string, title: string, changes?: string}[]}[]}
 */
export const groupsOf = (models) =>
  models
    .map((base) => ({ base, variants: models.filter((one) => one.base === base.name && one.name !== base.name) }))
    .filter(({ variants }) => variants.length);

/**
 * The model that one is compared with at first: its base, else the first that was made from it; undefined where there is neither.
 * @param {string} name
 * @param {ReturnType<typeof groupsOf>} groups
 */
export const partnerOf = (name, groups) =>
  groups.find(({ variants }) => variants.some((one) => one.name === name))?.base.name ??
  groups.find(({ base }) => base.name === name)?.variants[0].name;
