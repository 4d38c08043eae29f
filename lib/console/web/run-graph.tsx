import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useMemo, useRef } from 'react';
import type { RunDetail, Visit } from '../api/run';
import { type GraphEdge, graphStates, layoutGraph, mainPath, NODE } from './graph-layout';
import { mapProgress } from './map-progress';
import { wordOf } from './status';

const SIGNS = { succeeded: '✓', failed: '✕', running: '●', aborted: '■', uneven: '!' } as const;

/** The state machine as a graph, each state with its status. By default the way taken and the way ahead. */
export function RunGraph(props: {
  run: RunDetail;
  everything: boolean;
  onEverything: (everything: boolean) => void;
  onSelect: (state: string) => void;
}) {
  const { run, everything, onSelect } = props;
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
  const names = run.states.map((visit) => visit.state);
  const taken = new Set(names.slice(1).map((name, index) => `${names[index]}>${name}`));
  const latest = new Map(run.states.map((visit) => [visit.state, visit]));
  const view = useRef<HTMLElement>(null);
  const wrong = run.states.find(
    (visit) => visit.type === 'Map' && mapProgress(run.steps, visit).uneven,
  )?.state;
  const current = wrong ?? names.findLast((name) => machine.states.has(name));
  const { x = 0, y = 0 } = drawing.nodes.find(({ name }) => name === current) ?? {};
  // Where it went wrong, or the state that the run has come to, stays in sight.
  useEffect(() => {
    const { clientHeight = 0, clientWidth = 0 } = view.current ?? {};
    view.current?.scrollTo({ top: y - clientHeight / 2, left: x - clientWidth / 2, behavior: 'smooth' });
  }, [x, y]);
  return (
    <>
      <Toggle checked={everything} onChange={({ detail }) => props.onEverything(detail.checked)}>
        Show every state
      </Toggle>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="scroll" ref={view} tabIndex={0} aria-label="State machine">
        <svg
          className="graph"
          width={drawing.width}
          height={drawing.height}
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        >
          <title>States and transitions</title>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="9"
              markerHeight="9"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              {/* The colour of the line, where the browser knows it. */}
              <path d="M0,0 L8,4 L0,8 z" className="arrow" fill="#8c8c94" />
            </marker>
          </defs>
          {drawing.edges.map((edge) => (
            <Edge key={`${edge.from}>${edge.to}`} edge={edge} taken={taken.has(`${edge.from}>${edge.to}`)} />
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
  return (
    <path
      className={`edge ${taken ? 'taken' : ''} ${edge.caught ? 'catch' : ''}`}
      d={path}
      markerEnd="url(#arrow)"
    />
  );
}

function Node(props: {
  node: { name: string; type: string; x: number; y: number };
  visit?: Visit;
  run: RunDetail;
  onSelect: (state: string) => void;
}) {
  const { node, visit } = props;
  const regions =
    node.type === 'Map' && visit !== undefined ? mapProgress(props.run.steps, visit) : undefined;
  const status = regions?.uneven && visit?.status === 'succeeded' ? 'uneven' : visit?.status;
  const told = status === 'uneven' ? undefined : wordOf(status ?? '');
  const sub = [node.type, regions?.text, told].filter(Boolean).join(' · ');
  const select = () => props.onSelect(node.name);
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button inside of SVG
    <g
      className={`node ${status ?? 'waiting'}`}
      transform={`translate(${node.x - NODE.width / 2},${node.y - NODE.height / 2})`}
      role="button"
      tabIndex={0}
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
        {status ? SIGNS[status] : ''}
      </text>
    </g>
  );
}
