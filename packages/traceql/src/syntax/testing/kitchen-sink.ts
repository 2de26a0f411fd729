// Every construct of the language once, as somebody may type it and in its canonical form.

export const KITCHEN_SINK: readonly (readonly [query: string, canonical: string])[] = [
  ['{}', '{ }'],
  ['  { // all\n /* of them */ }', '{ }'],
  ['{.a=1}', '{ .a = 1 }'],
  [
    '{span.a="x" && resource.service.name=`y"`}',
    '{ span.a = "x" && resource.service.name = "y\\"" }',
  ],
  [
    '{ span:name = "a" && span:status = error && span:kind=client }',
    '{ name = "a" && status = error && kind = client }',
  ],
  [
    '{ trace:rootService = "a" || trace:rootName = "b" }',
    '{ rootServiceName = "a" || rootName = "b" }',
  ],
  ['{ trace:duration > 1.5s }', '{ traceDuration > 1.5s }'],
  [
    '{ duration >= 1d12h && duration < 90m && duration != 100us }',
    '{ duration >= 36h0m0s && duration < 1h30m0s && duration != 100µs }',
  ],
  [
    '{ event:name="e" && event:timeSinceStart>2ms && event.x=1 }',
    '{ event:name = "e" && event:timeSinceStart > 2ms && event.x = 1 }',
  ],
  [
    '{ link:traceID="a" && link:spanID="b" && link.y=1 }',
    '{ link:traceID = "a" && link:spanID = "b" && link.y = 1 }',
  ],
  [
    '{ instrumentation:name="a" && instrumentation:version="b" && instrumentation.z }',
    '{ instrumentation:name = "a" && instrumentation:version = "b" && instrumentation.z }',
  ],
  [
    '{ trace:id="00ab" && span:id="1" && span:parentID="" && span:childCount=2 }',
    '{ trace:id = "00ab" && span:id = "1" && span:parentID = "" && span:childCount = 2 }',
  ],
  [
    '{ nestedSetLeft>1 && nestedSetRight<9 && nestedSetParent=-1 }',
    '{ nestedSetLeft > 1 && nestedSetRight < 9 && nestedSetParent = -1 }',
  ],
  ['{ statusMessage =~ "a.*" && .b !~ `c\\d` }', '{ statusMessage =~ "a.*" && .b !~ "c\\\\d" }'],
  ['{ .a = nil || nil != .b }', '{ .a = nil || nil != .b }'],
  ['{ (.a || .b) && .c }', '{ .a || .b && .c }'],
  ['{ .a || (.b && .c) }', '{ .a || (.b && .c) }'],
  ['{ .a + .b * .c ^ 2 ^ -.d % 3 = -1 - -2 }', '{ .a + .b * .c ^ 2 ^ -.d % 3 = -1 - -2 }'],
  ['{ (.a ^ .b) ^ .c - (.d - .e) > 1e3 }', '{ (.a ^ .b) ^ .c - (.d - .e) > 1000.0 }'],
  ['{ !.a = .b && !(.a = .b) && !!.c }', '{ !.a = .b && !(.a = .b) && !(!.c) }'],
  ['{ !.a * .b && (!.a) * .b }', '{ !.a * .b && (!.a) * .b }'],
  [
    '{ .foo+bar = 1 && ."foo bar".baz = 2 && span."a=b" && ."3x" }',
    '{ .foo+bar = 1 && ."foo bar.baz" = 2 && span."a=b" && ."3x" }',
  ],
  [
    '{ parent.a = 1 && parent.span.b = 2 && parent.resource.c && parent."span.d" }',
    '{ parent.a = 1 && parent.span.b = 2 && parent.resource.c && parent."span.d" }',
  ],
  [
    '{ span.resource.foo = minInt && .x < maxInt }',
    '{ span.resource.foo = minInt && .x < 9223372036854775807 }',
  ],
  ['{ true } || {false}', '{ true } || { false }'],
  ['{ .a } > { .b } >> {.c} ~ {.d} < {} << {}', '{ .a } > { .b } >> { .c } ~ { .d } < { } << { }'],
  [
    '{ .a } !> { .b } !>> {.c} !~ {.d} !< {} !<< {}',
    '{ .a } !> { .b } !>> { .c } !~ { .d } !< { } !<< { }',
  ],
  [
    '{ .a } &> { .b } &>> {.c} &~ {.d} &< {} &<< {}',
    '{ .a } &> { .b } &>> { .c } &~ { .d } &< { } &<< { }',
  ],
  ['{ .a } && ({ .b } || { .c }) > { .d }', '{ .a } && ({ .b } || { .c }) > { .d }'],
  ['({ .a } && { .b }) > { .c }', '({ .a } && { .b }) > { .c }'],
  ['({ .a })', '{ .a }'],
  ['{} | count() > 2', '{ } | count() > 2'],
  ['{} | 2 < avg(duration) | max(.a + 1) >= 10s', '{ } | 2 < avg(duration) | max(.a + 1) >= 10s'],
  ['{} | sum(.a) / count() > 3 / 2 + 1', '{ } | sum(.a) / count() > 2'],
  ['{} | min(.a) = 0.5 * (1 + 2)', '{ } | min(.a) = 1.5'],
  [
    '{} | by(name) | coalesce() | select(.a, resource.b , status) | { .c }',
    '{ } | by(name) | coalesce() | select(.a, resource.b, status) | { .c }',
  ],
  ['count() > 1 | { .a }', 'count() > 1 | { .a }'],
  ['by(.a) | count() > 1', 'by(.a) | count() > 1'],
  ['({ .a } | count() > 1) && ({ .b })', '({ .a } | count() > 1) && ({ .b })'],
  [
    '({.a}|by(.b)) >> (({.c}|by(.d)) || ({.e}|by(.f)))',
    '({ .a } | by(.b)) >> (({ .c } | by(.d)) || ({ .e } | by(.f)))',
  ],
  ['({ .a } | count()) > ({ .b } | count())', '({ .a } | count()) > ({ .b } | count())'],
  ['({ .a } | count()) + ({ .b } | sum(.c)) = 5', '({ .a } | count()) + ({ .b } | sum(.c)) = 5'],
  ['{}|rate()', '{ } | rate()'],
  [
    '{}|count_over_time() by (name,resource.service.name)',
    '{ } | count_over_time() by(name, resource.service.name)',
  ],
  ['{}|min_over_time(duration)|topk(3)', '{ } | min_over_time(duration) | topk(3)'],
  ['{}|sum_over_time(.a)>5|bottomk(2)<=3s', '{ } | sum_over_time(.a) > 5 | bottomk(2) <= 3s'],
  ['{}|histogram_over_time(duration) by(.a)', '{ } | histogram_over_time(duration) by(.a)'],
  [
    '{}|quantile_over_time(duration,.5,0.99,1) by(.a)',
    '{ } | quantile_over_time(duration, 0.5, 0.99, 1.0) by(.a)',
  ],
  ['{}|compare({status=error})', '{ } | compare({ status = error })'],
  ['{}|compare({status=error},5,10,20)', '{ } | compare({ status = error }, 5, 10, 20)'],
  [
    '({status=error}|rate())/({}|rate())*100',
    '({ status = error } | rate()) / ({ } | rate()) * 100',
  ],
  [
    '2*(({}|rate())-(({.a}|rate())+1)) > 3 | topk(1)',
    '2 * (({ } | rate()) - (({ .a } | rate()) + 1)) > 3 | topk(1)',
  ],
  [
    '(({}|rate()|topk(2))+({}|avg_over_time(.a)) > 1) / 2',
    '(({ } | rate() | topk(2)) + ({ } | avg_over_time(.a)) > 1) / 2',
  ],
  [
    '{}|rate() with (exemplars=true) with(sample=0.1, most_recent = true)',
    '{ } | rate() with (sample=0.1, most_recent=true)',
  ],
];
