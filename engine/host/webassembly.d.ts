/** The part of WebAssembly's JavaScript interface that is used; the library of types has it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  interface Instance {
    readonly exports: object;
  }
  function instantiate(module: Module, imports: object): Promise<Instance>;
}
