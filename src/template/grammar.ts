/**
 * Handlebars' own grammar, without its compiler and runtime: templates are evaluated by evaluate.ts, which never
 * generates code.
 */
export { parse, parser } from "handlebars/dist/cjs/handlebars/compiler/base.js";
