/** The part of WebAssembly's JavaScript interface that is used; the library of types has it for browsers only. */
declare namespace WebAssembly {
  // biome-ignore lint/suspicious/noEmptyInterface: opaque, and told apart by name.
  interface Module {}
  interface Instance {
    readonly exports: object;
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  function instantiate(module: Module, imports: object): Promise<Instance>;
}
