import Toggle from '@cloudscape-design/components/toggle';
import { useMemo, useState } from 'react';
import type { RunDetail, Visit } from '../api/run';
import { type GraphEdge, graphStates, layoutGraph, mainPath, NODE } from './graph-layout';

const SIGNS = { succeeded: '✓', failed: '✕', running: '●', aborted: '■' } as const;

/** The state machine as a graph, each state with its status. By default the way taken and the way ahead. */
export function RunGraph({ run, onSelect }: { run: RunDetail; onSelect: (state: string) => void }) {
  const [everything, setEverything] = useState(false);
  const machine = useMemo(() => graphStates(run.definition), [run.definition]);
  const visited = run.states.map((visit) => visit.state).join(' ');
  const drawing = useMemo(() => {
    const taken = visited.split(' ').filter((name) => machine.states.has(name));
    const ended = run.status !== 'RUNNING';
    const wanted = everything
      ? new Set(machine.states.keys())
      : new Set([
          ...(ended ? [] : mainPath(taken.at(-1) ?? machine.start, machine.states)),
          machine.start,
          ...taken,
        ]);
    return layoutGraph(machine, wanted);
  }, [machine, visited, everything, run.status]);
  const latest = new Map(run.states.map((visit) => [visit.state, visit]));
  return (
    <>
      <Toggle checked={everything} onChange={({ detail }) => setEverything(detail.checked)}>
        Show every state
      </Toggle>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="State machine">
        <svg
          className="graph"
          width={drawing.width}
          height={drawing.height}
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        >
          <title>States and transitions</title>
          {drawing.edges.map((edge) => (
            <Edge
              key={`${edge.from}>${edge.to}`}
              edge={edge}
              taken={latest.has(edge.from) && latest.has(edge.to)}
            />
          ))}
          {drawing.nodes.map((node) => (
            <Node key={node.name} node={node} visit={latest.get(node.name)} run={run} onSelect={onSelect} />
          ))}
        </svg>
      </section>
    </>
  );
}

function Edge({ edge, taken }: { edge: GraphEdge; taken: boolean }) {
  const [first, ...rest] = edge.points;
  if (first === undefined) return null;
  let [x, y] = [first.x, first.y];
  let path = `M${x},${y}`;
  for (const point of rest) {
    const middle = (y + point.y) / 2;
    path += ` C${x},${middle} ${point.x},${middle} ${point.x},${point.y}`;
    [x, y] = [point.x, point.y];
  }
  return <path className={`edge ${taken ? 'taken' : ''} ${edge.caught ? 'catch' : ''}`} d={path} />;
}

function Node(props: {
  node: { name: string; type: string; x: number; y: number };
  visit?: Visit;
  run: RunDetail;
  onSelect: (state: string) => void;
}) {
  const { node, visit } = props;
  const status = visit?.status ?? 'waiting';
  const sub = subtitle(props.run, node, visit);
  const select = () => props.onSelect(node.name);
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button inside of SVG
    <g
      className={`node ${status}`}
      transform={`translate(${node.x - NODE.width / 2},${node.y - NODE.height / 2})`}
      role="button"
      tabIndex={0}
      aria-label={`${node.name}: ${status}, ${sub}`}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          select();
        }
      }}
      style={{ cursor: 'pointer' }}
    >
      <rect width={NODE.width} height={NODE.height} rx={node.type === 'Choice' ? 20 : 8} />
      <text x={12} y={17}>
        {node.name}
      </text>
      <text className="sub" x={12} y={32}>
        {sub}
      </text>
      <text className="sign" x={NODE.width - 20} y={24}>
        {visit ? SIGNS[visit.status] : ''}
      </text>
    </g>
  );
}

/** A Map tells how many of its regions are through. */
function subtitle(run: RunDetail, node: { name: string; type: string }, visit: Visit | undefined): string {
  if (node.type !== 'Map' || visit === undefined) return node.type;
  const steps = run.steps.filter((step) => step.visits[0]?.mapEvent === visit.id);
  const done = steps.filter((step) => step.outcome !== 'running').length;
  return `Map · ${done} of ${steps.length} regions`;
}
