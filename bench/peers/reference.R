# Writes what metafor's restricted maximum likelihood says of the published sets, which the tests hold Facet to.
#   Rscript bench/peers/reference.R > tests/Facet.Tests/Data/evidence/metafor_reml.csv
source("bench/peers/peers.R")

# V is the full covariance of trials with several arms, or its diagonal alone, as software has it that passes variances on.
fit <- function(d, full) {
  V <- matrix(0, length(d$y), length(d$y))
  diag(V)[d$rows] <- d$v
  for (block in d$blocks) V[block$at, block$at] <- if (full) block$S else diag(diag(block$S))
  data <- data.frame(y = d$y, trial = d$trial, contrast = unlist(lapply(split(d$trial, d$trial), seq_along)))
  metafor::rma.mv(y, V, mods = d$X, intercept = FALSE, random = ~ contrast | trial, struct = "CS", rho = 0.5, data = data, method = "REML")
}
row <- function(set, quantity, value) cat(sprintf("%s,%s,%.12g\n", set, quantity, value))
cat("dataset,quantity,value\n")
for (set in c("stowe2010", "baker2009", "franchini2012")) {
  d <- prepare(read_set(sprintf("tests/Facet.Tests/Data/evidence/%s_arms.csv", set)))
  found <- fit(d, TRUE)
  row(set, "tau2", found$tau2)
  for (i in seq_along(d$names)) {
    row(set, sprintf("TE %s vs %s", d$names[i], d$treatments[1]), found$beta[i])
    row(set, sprintf("SE %s vs %s", d$names[i], d$treatments[1]), found$se[i])
  }
  if (length(d$blocks)) row(set, "tau2 without covariance", fit(d, FALSE)$tau2)
}
