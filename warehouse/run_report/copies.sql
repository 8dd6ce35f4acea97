-- One row per group of copies that the run $run_id made or added to.
SELECT
    count(DISTINCT copy.article_id) AS n_articles,
    list(DISTINCT copy.outlet ORDER BY copy.outlet) FILTER (WHERE copy.outlet IS NOT NULL) AS outlets,
    any_value(copy.outlet) FILTER (WHERE copy.is_origin) AS origin,
    any_value(article.title) FILTER (WHERE copy.is_origin) AS title,
    copy.copy_group_id::VARCHAR AS copy_group_id
FROM mart.copies AS copy
JOIN mart.articles AS article USING (version_id)
WHERE copy.copy_group_id IN (SELECT copy_group_id FROM core.copy_membership WHERE run_id = $run_id)
GROUP BY copy.copy_group_id
HAVING count(DISTINCT copy.article_id) > 1
ORDER BY n_articles DESC, title;
