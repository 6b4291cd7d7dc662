// Names that mean something in JavaScript or to the compiler's libraries, and so cannot name what we make.

/** Words that no variable may have, and values that none should. */
const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
    'implements import in instanceof interface let new null package private protected public return static super switch this ' +
    'throw true try typeof var void while with yield await async of get set arguments eval undefined as any unknown never ' +
    'declare type namespace module abstract require exports'
  ).split(' '),
);

/** Members every object has, and `then`, which would make the client a promise to `await`. */
const OBJECT_MEMBERS = new Set(
  (
    '__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ constructor hasOwnProperty isPrototypeOf ' +
    'propertyIsEnumerable toLocaleString toString valueOf prototype then toJSON'
  ).split(' '),
);

/** Global values of the language that begin with a small letter, and what scripts find beside the client. */
const GLOBAL_VALUES = new Set(
  'console globalThis self window global process decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN parseFloat parseInt fetch setTimeout setInterval clearTimeout clearInterval queueMicrotask structuredClone'.split(
    ' ',
  ),
);

/** Types and constructors of the language's own libraries: a type of an API with one of these names would be merged with it. */
const LIBRARY_TYPES = new Set(
  (
    'AggregateError ApiError Array ArrayBuffer ArrayBufferConstructor ArrayBufferLike ArrayBufferTypes ArrayBufferView ArrayConstructor ' +
    'ArrayIterator ArrayLike AsyncDisposable AsyncDisposableStack AsyncGenerator AsyncGeneratorFunction AsyncIterable ' +
    'AsyncIterableIterator AsyncIterator AsyncIteratorObject Atomics Awaited BigInt BigInt64Array BigIntConstructor ' +
    'BigIntToLocaleStringOptions BigUint64Array Boolean BooleanConstructor BuiltinIteratorReturn CallableFunction Capitalize ' +
    'ClassAccessorDecoratorContext ClassAccessorDecoratorResult ClassAccessorDecoratorTarget ClassDecorator ' +
    'ClassDecoratorContext ClassFieldDecoratorContext ClassGetterDecoratorContext ClassMemberDecoratorContext ' +
    'ClassMethodDecoratorContext ClassSetterDecoratorContext ConcatArray Console ConstructorParameters DataView ' +
    'DataViewConstructor Date DateConstructor DecoratorContext DecoratorMetadata DecoratorMetadataObject Disposable ' +
    'DisposableStack Error ErrorConstructor ErrorOptions EvalError EvalErrorConstructor Exclude Extract FinalizationRegistry ' +
    'FlatArray Float16Array Float32Array Float32ArrayConstructor Float64Array Float64ArrayConstructor Function ' +
    'FunctionConstructor Generator GeneratorFunction GeneratorFunctionConstructor IArguments ImportAssertions ' +
    'ImportAttributes ImportCallOptions ImportMeta Infinity InstanceType Int16Array Int16ArrayConstructor Int32Array ' +
    'Int32ArrayConstructor Int8Array Int8ArrayConstructor Intl Iterable IterableIterator Iterator IteratorConstructor ' +
    'IteratorHelper IteratorObject IteratorResult IteratorReturnResult IteratorYieldResult JSON Lowercase Map MapConstructor ' +
    'MapIterator Math MethodDecorator NaN NewableFunction NoInfer NonNullable Number NumberConstructor Object ' +
    'ObjectConstructor Omit OmitThisParameter ParameterDecorator Parameters Partial Pick Promise PromiseConstructor ' +
    'PromiseConstructorLike PromiseFulfilledResult PromiseLike PromiseRejectedResult PromiseSettledResult ' +
    'PromiseWithResolvers PropertyDecorator PropertyDescriptor PropertyDescriptorMap PropertyKey ProxyConstructor Proxy ' +
    'ProxyHandler RangeError RangeErrorConstructor ReadonlyArray Readonly ReadonlyMap ReadonlySet ReadonlySetLike Record ' +
    'ReferenceError ReferenceErrorConstructor Reflect RegExp RegExpConstructor RegExpExecArray RegExpIndicesArray ' +
    'RegExpMatchArray RegExpStringIterator Required ReturnType Set SetConstructor SetIterator SharedArrayBuffer ' +
    'SharedArrayBufferConstructor String StringConstructor StringIterator SuppressedError Symbol SymbolConstructor ' +
    'SyntaxError SyntaxErrorConstructor TemplateStringsArray ThisParameterType ThisType TypeError TypeErrorConstructor ' +
    'TypedPropertyDescriptor URIError URIErrorConstructor Uint16Array Uint16ArrayConstructor Uint32Array ' +
    'Uint32ArrayConstructor Uint8Array Uint8ArrayConstructor Uint8ClampedArray Uint8ClampedArrayConstructor Uncapitalize ' +
    'Uppercase WeakKey WeakKeyTypes WeakMap WeakMapConstructor WeakRef WeakRefConstructor WeakSet WeakSetConstructor ' +
    'AsyncGeneratorFunctionConstructor BigInt64ArrayConstructor BigUint64ArrayConstructor AggregateErrorConstructor ' +
    'FinalizationRegistryConstructor Float16ArrayConstructor IteratorObjectConstructor SuppressedErrorConstructor ' +
    'DisposableStackConstructor AsyncDisposableStackConstructor Temporal'
  ).split(' '),
);

/** No name for a variable of ours. */
export const isReservedVariable = (name: string): boolean => RESERVED.has(name) || GLOBAL_VALUES.has(name);

/** No name for a method of the client. */
export const isReservedMember = (name: string): boolean => RESERVED.has(name) || OBJECT_MEMBERS.has(name);

/** No name for a type. */
export const isReservedType = (name: string): boolean => RESERVED.has(name) || LIBRARY_TYPES.has(name);
