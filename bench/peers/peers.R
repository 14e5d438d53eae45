# The field's software on the sets of bench/peers: lean generalised least squares in base R, metafor, lme4, JAGS.
#   Rscript peers.R FOLDER ROUND TASK SET ...
# Appends to FOLDER/r.jsonl a line for each task and set: {"side", "task", "set", "round", "ms": [...], "answers": {...}}.
# Times are of calls in a warm process; reading files and preparing matrices does not count.

# ---------------------------------------------------------------------------------------------------- reading

# A trial: arms (its treatments), y (differences from its first arm) and S (their covariance).
from_arms <- function(arms, values, variances) {
  m <- length(arms) - 1
  list(arms = arms, y = values[-1] - values[1], S = matrix(variances[1], m, m) + diag(variances[-1], m))
}

from_means <- function(rows) from_arms(rows$treatment, rows$mean, rows$sd^2 / rows$n)

# Log odds; a half is added to every cell of a trial with an empty or a full one.
from_events <- function(rows) {
  add <- if (any(rows$exac == 0 | rows$exac == rows$total)) 0.5 else 0
  with <- rows$exac + add
  without <- rows$total - rows$exac + add
  from_arms(rows$treatment, log(with / without), 1 / with + 1 / without)
}

# Differences of all pairs; those from the last arm count, cov(y_j, y_l) = (v_j + v_l - v_jl) / 2.
from_pairs <- function(rows) {
  arms <- rev(unique(as.vector(t(rows[c("treat1", "treat2")]))))
  pair <- function(a, b) {
    i <- which((rows$treat1 == a & rows$treat2 == b) | (rows$treat1 == b & rows$treat2 == a))
    c(if (rows$treat1[i] == a) rows$TE[i] else -rows$TE[i], rows$seTE[i]^2)
  }
  m <- length(arms) - 1
  found <- sapply(arms[-1], pair, arms[1])
  S <- outer(found[2, ], found[2, ], "+")
  for (j in 1:m) for (l in 1:m) if (j != l) S[j, l] <- S[j, l] - pair(arms[j + 1], arms[l + 1])[2]
  list(arms = arms, y = unname(found[1, ]), S = unname(S) / 2)
}

read_set <- function(file) {
  rows <- read.csv(file, stringsAsFactors = FALSE)
  studies <- split(rows, factor(rows$study, unique(rows$study)))
  if (!is.null(rows$exac)) studies <- Filter(function(s) any(s$exac > 0) && any(s$exac < s$total), studies)
  lapply(studies, if (!is.null(rows$TE)) from_pairs else if (!is.null(rows$exac)) from_events else from_means)
}

components_of <- function(treatment, inactive) setdiff(trimws(strsplit(treatment, "+", fixed = TRUE)[[1]]), inactive)

# Everything that does not depend on tau2. C: treatments x parameters; the reference treatment, or the inactive component, has none.
prepare <- function(trials, additive = FALSE, inactive = character()) {
  treatments <- sort(unique(unlist(lapply(trials, `[[`, "arms"))), method = "radix")
  if (additive) {
    parts <- lapply(treatments, components_of, inactive)
    names <- sort(unique(unlist(parts)), method = "radix")
    C <- t(sapply(parts, function(p) as.numeric(names %in% p)))
  } else {
    names <- treatments[-1]
    C <- rbind(0, diag(length(names)))
  }
  dimnames(C) <- list(treatments, names)
  sizes <- sapply(trials, function(trial) length(trial$y))
  first <- cumsum(c(0, sizes))
  X <- do.call(rbind, lapply(trials, function(trial) C[trial$arms[-1], , drop = FALSE] - C[rep(trial$arms[1], length(trial$y)), , drop = FALSE]))
  dimnames(X) <- NULL
  single <- which(sizes == 1)
  blocks <- lapply(which(sizes > 1), function(i) {
    m <- sizes[[i]]
    list(at = first[i] + 1:m, S = trials[[i]]$S, R = matrix(0.5, m, m) + diag(0.5, m))
  })
  list(treatments = treatments, names = names, C = C, X = X, y = unlist(lapply(trials, `[[`, "y"), use.names = FALSE),
       trial = rep(seq_along(trials), sizes), rows = first[single] + 1, v = unlist(lapply(trials[single], function(trial) trial$S[1])), blocks = unname(blocks))
}

# ---------------------------------------------------------------------------------------------------- lean generalised least squares

# A = X'WX with W = (S + tau2 R)^-1, block by block; its inverse by Cholesky, or, where the rank may fall short, the Moore-Penrose one.
least_squares <- function(d, tau2, full) {
  X <- d$X; y <- d$y
  WX <- X; Wy <- y; WR <- 0
  w <- 1 / (d$v + tau2)
  WX[d$rows, ] <- w * X[d$rows, ]
  Wy[d$rows] <- w * y[d$rows]
  WR <- sum(w)
  for (block in d$blocks) {
    at <- block$at
    W <- solve(block$S + tau2 * block$R)
    WX[at, ] <- W %*% X[at, ]
    Wy[at] <- W %*% y[at]
    WR <- WR + sum(W * block$R)
  }
  A <- crossprod(X, WX)
  if (full) { inverse <- chol2inv(chol(A)); rank <- ncol(X) }
  else {
    e <- eigen(A, symmetric = TRUE)
    keep <- e$values > 1e-9 * e$values[1]
    rank <- sum(keep)
    U <- e$vectors[, keep, drop = FALSE]
    inverse <- U %*% (t(U) / e$values[keep])
  }
  beta <- inverse %*% crossprod(X, Wy)
  residual <- y - X %*% beta
  list(beta = beta, inverse = inverse, WX = WX, WR = WR, df = length(y) - rank, estimable = if (full) NULL else inverse %*% A,
       Q = sum(residual * (Wy - WX %*% beta)))
}

# The generalised moment estimator: (Q - df) / tr(PR), R = (I + J) / 2 in each trial.
moment <- function(d, fit) {
  if (fit$df <= 0) return(0)
  M <- (crossprod(fit$WX) + crossprod(rowsum(fit$WX, d$trial, reorder = FALSE))) / 2
  trace <- fit$WR - sum(fit$inverse * M)
  if (trace > 0) max(0, (fit$Q - fit$df) / trace) else 0
}

league <- function(d, fit, full) {
  if (full) { b <- c(0, fit$beta); V <- rbind(0, cbind(0, fit$inverse)) }
  else { b <- as.vector(d$C %*% fit$beta); V <- d$C %*% fit$inverse %*% t(d$C) }
  v <- diag(V)
  TE <- outer(b, b, "-")
  SE <- sqrt(pmax(outer(v, v, "+") - 2 * V, 0))
  if (!full) {
    # c'b can be told when c lies in the row space of X: c (A+ A) = c.
    outside <- d$C - d$C %*% fit$estimable
    if (max(abs(outside)) > 1e-7) TE[as.matrix(dist(outside, "maximum")) > 1e-7] <- SE[as.matrix(dist(outside, "maximum")) > 1e-7] <- NA
  }
  diag(TE) <- diag(SE) <- NA
  list(TE = TE, SE = SE, P = rowMeans(pnorm(-TE / SE), na.rm = TRUE))
}

network <- function(d, full = TRUE) {
  common <- least_squares(d, 0, full)
  tau2 <- moment(d, common)
  random <- if (tau2 > 0) least_squares(d, tau2, full) else common
  list(tau2 = tau2, Q = common$Q, df = common$df, common = league(d, common, full), random = league(d, random, full), fit = random)
}

# The additive model, and how much worse than the network it fits.
additive <- function(d, standard) {
  own <- network(d, FALSE)
  whole <- least_squares(standard, 0, FALSE)
  own$components <- list(TE = as.vector(own$fit$beta), SE = sqrt(diag(own$fit$inverse)))
  blurred <- rowSums(abs(own$fit$estimable - diag(ncol(d$X)))) > 1e-7
  own$components$TE[blurred] <- own$components$SE[blurred] <- NA
  own$Q <- c(own$Q, own$df, max(0, own$Q - whole$Q), own$df - whole$df)
  own
}

# Q among trials of the same design, summed, for designs of two trials and more.
designs <- function(trials) {
  key <- sapply(trials, function(trial) paste(sort(trial$arms, method = "radix"), collapse = "\n"))
  lapply(Filter(function(group) length(group) > 1, split(trials, key)), prepare)
}

within_designs <- function(groups) {
  Q <- 0; df <- 0
  for (d in groups) { fit <- least_squares(d, 0, TRUE); Q <- Q + fit$Q; df <- df + fit$df }
  list(Q = Q, df = df)
}

# ---------------------------------------------------------------------------------------------------- writing

number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
array <- function(x) paste0("[", paste(number(as.vector(x)), collapse = ","), "]")
write_line <- function(folder, task, set, round, times, answers, note = "") {
  cat(sprintf('{"side":"r","task":"%s","set":"%s","round":%s,"note":"%s","ms":%s,"cpu":%s,"answers":{%s}}\n', task, set, round, note, array(times$ms), number(times$cpu),
              paste(sprintf('"%s":%s', names(answers), sapply(answers, array)), collapse = ",")), file = file.path(folder, "r.jsonl"), append = TRUE)
}

processor <- function() sum(proc.time()[1:2]) * 1000

# As many warm calls as fit in the seconds given, 5 to n, in batches of about 2 ms, as on the other side. cpu: mean processor time.
timed <- function(call, n = 200, seconds = 1.5) {
  for (i in 1:3) call()
  inner <- 1
  repeat {
    start <- Sys.time(); for (i in seq_len(inner)) call(); took <- as.numeric(Sys.time() - start, units = "secs")
    if (took >= 0.002) break
    inner <- inner * 2
  }
  n <- max(5, min(n, floor(seconds / took)))
  before <- processor()
  ms <- sapply(seq_len(n), function(i) { start <- Sys.time(); for (k in seq_len(inner)) call(); as.numeric(Sys.time() - start, units = "secs") / inner * 1000 })
  list(ms = ms, cpu = (processor() - before) / (n * inner))
}

# ---------------------------------------------------------------------------------------------------- restricted maximum likelihood: metafor

# The full covariance of trials with several arms goes in as V; random effects of a trial's contrasts correlate by one half.
reml <- function(d) {
  data <- data.frame(y = d$y, trial = d$trial, contrast = unlist(lapply(split(d$trial, d$trial), seq_along)))
  V <- matrix(0, length(d$y), length(d$y))
  V[cbind(d$rows, d$rows)] <- d$v
  for (block in d$blocks) V[block$at, block$at] <- block$S
  function(sparse) {
    fit <- metafor::rma.mv(y, V, mods = d$X, intercept = FALSE, random = ~ contrast | trial, struct = "CS", rho = 0.5, data = data, method = "REML", sparse = sparse, verbose = FALSE)
    list(tau2 = fit$tau2, TE = as.vector(fit$beta), SE = fit$se)
  }
}

# ---------------------------------------------------------------------------------------------------- Bayes: JAGS

# A trial's contrasts with covariance S + tau2 R are its arms with variances v + tau2 / 2 about a level of its own: univariate normal, as JAGS likes it best.
arms_of <- function(trials, code) {
  do.call(rbind, lapply(seq_along(trials), function(i) {
    trial <- trials[[i]]
    m <- length(trial$y)
    shared <- if (m == 1) trial$S[1] / 2 else trial$S[1, 2]
    data.frame(trial = i, treatment = trial$arms, y = c(0, trial$y), v = c(shared, diag(trial$S) - shared))
  }))
}

network_model <- "model {
  for (a in 1:A) { y[a] ~ dnorm(mu[s[a]] + d[t[a]], 1 / (v[a] + tau2 / 2)) }
  for (i in 1:N) { mu[i] ~ dnorm(0, 1.0E-6) }
  d[1] <- 0
  for (k in 2:K) { d[k] ~ dnorm(0, 1.0E-4) }
  tau ~ dnorm(0, 0.25) T(0,)
  tau2 <- tau * tau
}"

additive_model <- "model {
  for (a in 1:A) { y[a] ~ dnorm(mu[s[a]] + inprod(C[a,], d[]), 1 / (v[a] + tau2 / 2)) }
  for (i in 1:N) { mu[i] ~ dnorm(0, 1.0E-6) }
  for (k in 1:K) { d[k] ~ dnorm(0, 1.0E-4) }
  tau ~ dnorm(0, 0.25) T(0,)
  tau2 <- tau * tau
}"

# The product's own models (knowledge/evidence/priors.yaml): u with an estimated spread, family means, context and usual care.
shipped_model <- "model {
  for (a in 1:A) { y[a] ~ dnorm(mu[s[a]] + inprod(C[a,], theta[]), 1 / (v[a] + tau2 / 2)) }
  for (i in 1:N) { mu[i] ~ dnorm(0, 1.0E-6) }
  for (k in 1:K) { theta[k] ~ dnorm(m[k], 1 / (scale[g[k]] * scale[g[k]] * sd[k] * sd[k])) }
  scale[1] <- 1
  scale[2] ~ dnorm(0, 1 / 25) T(0,)
  scale[3] ~ dnorm(0, 1 / 9) T(0,)
  tau ~ dnorm(0, 1 / 100) T(0,)
  tau2 <- tau * tau
  effect <- E %*% theta
}"

# Codes trials by the vocabulary: columns are parameters, E the effects that are reported (specific ones, usual care, context, mean interaction).
shipped_data <- function(folder, context, interactions) {
  trials <- read_set(file.path(folder, "shipped.csv"))
  words <- read.csv(file.path(folder, "components.csv"), stringsAsFactors = FALSE)
  arms <- arms_of(trials)
  sets <- strsplit(arms$treatment, "+", fixed = TRUE)
  role <- setNames(words$role, words$component)
  family <- setNames(words$family, words$component)
  code <- function(set) {
    active <- sort(set[role[set] %in% c("active", "out_of_scope")], method = "radix")
    out <- c(active, paste0("(", family[active], ")")[seq_along(active)])
    if ("usual_care" %in% set) out <- c(out, "usual_care")
    if (context) { if (length(active) || any(c("sham", "placebo") %in% set)) out <- c(out, "(context)") }
    else out <- c(out, intersect(set, c("sham", "placebo")))
    if (interactions && length(active) > 1) {
      pairs <- combn(active, 2, paste, collapse = "*")
      out <- c(out, pairs, rep("(mean interaction)", length(pairs)))
    }
    out
  }
  coded <- lapply(sets, code)
  names <- sort(unique(unlist(coded)), method = "radix")
  C <- t(sapply(coded, function(one) tabulate(match(one, names), length(names))))
  # A parameter that is the same in all arms of every trial has no estimate.
  told <- apply(C, 2, function(column) any(tapply(column, arms$trial, function(x) diff(range(x))) > 0))
  active <- names[names %in% words$component[words$role %in% c("active", "out_of_scope")]]
  wanted <- c(active[told[match(active, names)]], "usual_care", if (context) "(context)", if (interactions) "(mean interaction)")
  E <- t(sapply(wanted, function(one) as.numeric(names == one) + (if (one %in% active) names == paste0("(", family[one], ")") else 0)))
  is_family <- grepl("^\\(", names) & !names %in% c("(context)", "(mean interaction)")
  is_wide <- names %in% c("(context)", "sham", "placebo")
  is_pair <- grepl("*", names, fixed = TRUE)
  list(model = shipped_model, monitor = c("effect", "tau2"),
       data = list(A = nrow(arms), N = length(trials), K = length(names), s = arms$trial, y = arms$y, v = arms$v, C = C, E = E, m = ifelse(is_wide, -5, 0),
                   sd = ifelse(is_family, 8, ifelse(names == "(mean interaction)", 3, ifelse(names == "usual_care" | is_wide, 5, 1))), g = ifelse(names %in% active, 2, ifelse(is_pair, 3, 1))))
}

bayes_data <- function(folder, task, set, inactive) {
  if (task == "bayes-shipped") return(shipped_data(folder, grepl("^context", set), grepl("interactions$", set)))
  trials <- read_set(file.path(folder, paste0(set, ".csv")))
  d <- prepare(trials, task == "bayes-cnma", inactive)
  arms <- arms_of(trials)
  data <- list(A = nrow(arms), N = length(trials), s = arms$trial, y = arms$y, v = arms$v)
  at <- match(arms$treatment, d$treatments)
  if (task == "bayes-nma") list(model = network_model, monitor = c("d", "tau2"), data = c(data, list(t = at, K = length(d$treatments))), drop = "d[1]")
  else list(model = additive_model, monitor = c("d", "tau2"), data = c(data, list(C = d$C[at, ], K = length(d$names))))
}

# Four chains: 1,000 steps to adapt and 5,000 to forget the start, which are not timed; then 20,000 that are.
jags <- function(problem) {
  model <- rjags::jags.model(textConnection(problem$model), problem$data, inits = lapply(1:4, function(i) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = i)), n.chains = 4, n.adapt = 1000, quiet = TRUE)
  update(model, 5000, progress.bar = "none")
  start <- Sys.time(); before <- processor()
  draws <- rjags::coda.samples(model, problem$monitor, 20000, progress.bar = "none")
  times <- list(ms = as.numeric(Sys.time() - start, units = "secs") * 1000, cpu = processor() - before)
  keep <- setdiff(coda::varnames(draws), problem$drop)
  draws <- draws[, keep]
  values <- do.call(rbind, draws)
  effective <- coda::effectiveSize(draws)
  is_tau <- keep == "tau2"
  list(times = times, answers = list(mean = colMeans(values)[!is_tau], sd = apply(values, 2, sd)[!is_tau], mcse = (apply(values, 2, sd) / sqrt(effective))[!is_tau],
                               tau2 = mean(values[, "tau2"]), "tau2 mcse" = sd(values[, "tau2"]) / sqrt(effective[is_tau]), ess = c(min(effective), effective[is_tau])))
}

# ---------------------------------------------------------------------------------------------------- what was asked

inactive_of <- c(stowe2010 = "Placebo", baker2009 = "Placebo", franchini2012 = "Placebo")

flat <- function(fit) c(if (!is.null(fit$components)) list("TE components" = fit$components$TE, "SE components" = fit$components$SE), list(tau2 = fit$tau2, Q = fit$Q, "TE common" = fit$common$TE, "SE common" = fit$common$SE, "P common" = fit$common$P,
                           "TE random" = fit$random$TE, "SE random" = fit$random$SE, "P random" = fit$random$P))

run <- function(folder, round, task, set) {
  inactive <- if (set %in% names(inactive_of)) inactive_of[[set]] else character()
  if (startsWith(task, "bayes")) {
    found <- jags(bayes_data(folder, task, set, inactive))
    return(write_line(folder, task, set, round, found$times, found$answers))
  }
  trials <- read_set(file.path(folder, paste0(set, ".csv")))
  if (task == "reml") {
    fit <- reml(prepare(trials))
    # The faster of metafor's two kinds of matrix.
    dense <- timed(function() fit(FALSE), 20); sparse <- timed(function() fit(TRUE), 20)
    isSparse <- median(sparse$ms) < median(dense$ms)
    return(write_line(folder, task, set, round, if (isSparse) sparse else dense, fit(isSparse), if (isSparse) "sparse" else "dense"))
  }
  call <- switch(task,
    nma = { d <- prepare(trials); groups <- designs(trials)
            function() { fit <- network(d); within <- within_designs(groups); fit$Q <- c(fit$Q, fit$df, within$Q, within$df, fit$Q - within$Q, fit$df - within$df); flat(fit) } },
    cnma = { d <- prepare(trials, TRUE, inactive); standard <- prepare(trials); function() flat(additive(d, standard)) })
  write_line(folder, task, set, round, timed(call), call())
}

asked <- commandArgs(TRUE)
for (set in asked[-(1:3)]) run(asked[1], asked[2], asked[3], set)
