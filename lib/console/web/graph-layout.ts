/** A state of the machine, as far as a drawing needs it. */
export interface GraphState {
  readonly name: string;
  readonly type: string;
  readonly next: readonly { readonly to: string; readonly caught: boolean }[];
}

/** Where a state is drawn; coordinates are those of its centre. */
export interface GraphNode {
  readonly name: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
}

/** A transition, as points from state to state. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly caught: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const NODE = { width: 176, height: 40 } as const;
const GAP = { x: 24, y: 18 } as const;
/** Room that an edge takes in a layer which it only passes. */
const PASSING = 28;

/** Reads a definition in Amazon States Language. */
export function graphStates(definition: string): { start: string; states: ReadonlyMap<string, GraphState> } {
  const machine = JSON.parse(definition) as { StartAt?: string; States?: Record<string, any> };
  const states = Object.entries(machine.States ?? {}).map(([name, state]): [string, GraphState] => {
    const direct = [state.Default, state.Next, ...(state.Choices ?? []).map((choice: any) => choice.Next)];
    const caught = (state.Catch ?? []).map((one: any) => one.Next);
    const next = new Map<string, boolean>();
    for (const to of direct) if (to) next.set(to, false);
    for (const to of caught) if (!next.has(to)) next.set(to, true);
    return [
      name,
      { name, type: state.Type, next: [...next].map(([to, isCaught]) => ({ to, caught: isCaught })) },
    ];
  });
  return { start: machine.StartAt ?? '', states: new Map(states) };
}

/** The way through the machine when nothing stands in it: always the next state, or the default of a choice. */
export function mainPath(start: string, states: ReadonlyMap<string, GraphState>): Set<string> {
  const path = new Set<string>();
  for (let name: string | undefined = start; name && !path.has(name); name = onward(states.get(name)))
    path.add(name);
  return path;
}

const onward = (state: GraphState | undefined) => state?.next.find(({ caught }) => !caught)?.to;

interface Slot {
  /** A state, or an edge that passes. */
  readonly id: string;
  readonly width: number;
  readonly above: string[];
  x: number;
}

/** Lays the wanted states out in layers from top to bottom; transitions back are drawn, but do not count. */
export function layoutGraph(
  { start, states }: { start: string; states: ReadonlyMap<string, GraphState> },
  wanted: ReadonlySet<string>,
): { nodes: GraphNode[]; edges: GraphEdge[]; width: number; height: number } {
  const next = (name: string) => (states.get(name)?.next ?? []).filter(({ to }) => wanted.has(to));
  const depth = layerOf(start, next);
  for (const name of wanted) if (!depth.has(name) && states.has(name)) depth.set(name, 0);
  const layers: Slot[][] = [];
  const slot = (layer: number, id: string, width: number) => {
    layers[layer] ??= [];
    const made = { id, width, above: [], x: 0 } as Slot;
    layers[layer].push(made);
    return made;
  };
  const slots = new Map<string, Slot>();
  for (const [name, layer] of [...depth].sort((a, b) => a[1] - b[1]))
    slots.set(name, slot(layer, name, NODE.width));
  const routes: { from: string; to: string; caught: boolean; via: string[] }[] = [];
  for (const [name, from] of depth) {
    for (const { to, caught } of next(name)) {
      const target = depth.get(to) as number;
      const via: string[] = [];
      for (let layer = from + 1; layer < target; layer++) {
        const id = `${name}>${to}@${layer}`;
        slots.set(id, slot(layer, id, PASSING));
        via.push(id);
      }
      const chain = [name, ...via, to];
      if (target > from)
        for (const [index, id] of chain.slice(1).entries()) slots.get(id)?.above.push(chain[index] as string);
      routes.push({ from: name, to, caught, via });
    }
  }
  const width = place(layers, slots);
  const yOf = (layer: number) => layer * (NODE.height + GAP.y) + NODE.height / 2 + 4;
  return {
    nodes: [...depth].map(([name, layer]) => ({
      name,
      type: states.get(name)?.type ?? '',
      x: slots.get(name)?.x ?? 0,
      y: yOf(layer),
    })),
    edges: routes.map(({ via, ...edge }) => ({
      ...edge,
      points: [
        { x: slots.get(edge.from)?.x ?? 0, y: yOf(depth.get(edge.from) as number) + NODE.height / 2 },
        ...via.map((id) => ({ x: slots.get(id)?.x ?? 0, y: yOf(Number(id.split('@')[1])) })),
        { x: slots.get(edge.to)?.x ?? 0, y: yOf(depth.get(edge.to) as number) - NODE.height / 2 },
      ],
    })),
    width,
    height: yOf(layers.length - 1) + NODE.height / 2 + 4,
  };
}

/** Longest way from the start; a transition to a state that is being visited goes back, and does not count. */
function layerOf(start: string, next: (name: string) => readonly { to: string }[]): Map<string, number> {
  const order: string[] = [];
  const mark = new Map<string, 'open' | 'done'>();
  const back = new Set<string>();
  const visit = (name: string) => {
    mark.set(name, 'open');
    for (const { to } of next(name)) {
      if (mark.get(to) === 'open') back.add(`${name}>${to}`);
      else if (!mark.has(to)) visit(to);
    }
    mark.set(name, 'done');
    order.unshift(name);
  };
  visit(start);
  const depth = new Map(order.map((name) => [name, 0]));
  for (const name of order) {
    for (const { to } of next(name)) {
      if (!back.has(`${name}>${to}`))
        depth.set(to, Math.max(depth.get(to) as number, (depth.get(name) as number) + 1));
    }
  }
  return depth;
}

/** Orders every layer by where its states come from, then centres the layers. Gives the width of the widest. */
function place(layers: readonly Slot[][], slots: ReadonlyMap<string, Slot>): number {
  const widthOf = (layer: readonly Slot[]) => layer.reduce((sum, one) => sum + one.width + GAP.x, -GAP.x);
  const width = Math.max(...layers.map(widthOf), NODE.width) + 8;
  for (const layer of layers) {
    const wish = new Map(
      layer.map((one) => {
        const above = one.above.map((id) => slots.get(id)?.x ?? 0);
        return [one.id, above.length === 0 ? width / 2 : above.reduce((sum, x) => sum + x, 0) / above.length];
      }),
    );
    layer.sort((a, b) => (wish.get(a.id) as number) - (wish.get(b.id) as number));
    let x = (width - widthOf(layer)) / 2;
    for (const one of layer) {
      one.x = x + one.width / 2;
      x += one.width + GAP.x;
    }
  }
  return width;
}
